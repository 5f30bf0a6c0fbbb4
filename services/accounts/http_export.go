package accounts

import (
	"context"
	"net/http"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/httpserver"
)

type receiptInput struct {
	Receipt string `path:"receipt" maxLength:"32" pattern:"^[0-9a-f]{32}$" doc:"From the answer to closing the account"`
}

func (s *Service) exportRoutes(r *httpserver.Router) {
	httpserver.RegisterExport(r, httpserver.Export{
		Path: "/api/v1/accounts/me/export", Tag: tagAccount,
		Description: "One page. Every service has a part of its own.",
	}, httpserver.Whole(s.Export))
	httpserver.Register(r, httpserver.Op{
		ID: "accounts-erasure", Method: http.MethodGet, Path: "/api/v1/accounts/erasures/{receipt}", Tag: tagAccount, Permission: auth.Public,
		Errors: []int{http.StatusNotFound}, Summary: "Which services have forgotten who closed their account, and when",
		Description: "For whoever has the receipt. It names nobody, and is kept for a year. An account that nobody confirmed goes without one.",
	}, func(ctx context.Context, in *receiptInput) (*answer[api.ErasureReceipt], error) {
		return answered200(s.Erasure(ctx, in.Receipt))
	})
}
