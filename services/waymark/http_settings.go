package main

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

// operationName is the service that the gateway's own routes are under.
const operationName = "operation"

type settingsOutput struct {
	Body api.SettingList
}

// operation are the routes of the gateway itself.
func (w *world) operation() (*httpserver.Router, error) {
	r := httpserver.New(httpserver.Options{Service: operationName, Title: "Waymark operation", Guard: w.guard, Log: w.log.With("room", operationName)})
	list, err := w.settings.list()
	if err != nil {
		return nil, err
	}
	httpserver.Register(r, httpserver.Op{
		ID: "operation-settings", Method: http.MethodGet, Path: "/api/v1/settings", Tag: "Operation", Permission: auth.IsAdministrator,
		Summary: "What the operator has decided, and where", Description: "Of the process that answers. They are changed where they come from, and " +
			"count from the next start. Nothing secret is among them.",
	}, func(context.Context, *struct{}) (*settingsOutput, error) {
		return &settingsOutput{api.SettingList{Runs: w.settings.Target, Items: list}}, nil
	})
	return r, nil
}
