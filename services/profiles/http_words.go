package profiles

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/auth"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/pkg/httpserver"
	"github.com/waymark-dev/waymark/pkg/skill"
)

type skillsInput struct {
	Typed string   `query:"q" maxLength:"80" doc:"What somebody has typed so far"`
	Kind  string   `query:"kind" enum:"language,framework,tool,platform,topic,craft" doc:"Only this kind; craft is everything that is not code"`
	IDs   []string `query:"ids" maxItems:"100" doc:"How these are written, instead of a search; comma separated"`
	Limit int      `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
}

type suggestInput struct {
	Have  []string `query:"have" maxItems:"50" doc:"Skills that somebody has; comma separated. None: where people begin who do not code"`
	Limit int      `query:"limit" minimum:"1" maximum:"50" default:"12" doc:"How many at most"`
}

type skillsOutput struct {
	Body api.SkillEntries
}

type causesOutput struct {
	Body api.CauseEntries
}

func (s *Service) wordRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-skills", Method: http.MethodGet, Path: "/api/v1/skills", Tag: tagWords, Permission: auth.Public,
		Summary: "Find skills by what was typed, by kind, or by id",
	}, func(_ context.Context, in *skillsInput) (*skillsOutput, error) {
		if len(in.IDs) > 0 {
			if in.Typed != "" || in.Kind != "" {
				return nil, fault.InvalidFields(fault.Field{Pointer: "?ids", Code: "not_with_a_search"})
			}
			return skillEntries(namedSkills(s.tax, in.IDs)), nil
		}
		return skillEntries(findSkills(s.tax, in.Typed, skill.Kind(in.Kind), in.Limit)), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-suggest-skills", Method: http.MethodGet, Path: "/api/v1/skills/suggestions", Tag: tagWords, Permission: auth.Public,
		Summary: "Skills that go with others",
	}, func(_ context.Context, in *suggestInput) (*skillsOutput, error) {
		return skillEntries(suggestSkills(s.tax, in.Have, in.Limit)), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-causes", Method: http.MethodGet, Path: "/api/v1/causes", Tag: tagWords, Permission: auth.Public,
		Summary: "Every cause",
	}, func(context.Context, *nothing) (*causesOutput, error) {
		out := &causesOutput{Body: api.CauseEntries{Items: []api.CauseEntry{}}}
		for _, c := range s.tax.Causes() {
			out.Body.Items = append(out.Body.Items, api.CauseEntry{ID: c.ID, Name: c.Name})
		}
		slices.SortStableFunc(out.Body.Items, func(a, b api.CauseEntry) int { return cmp.Compare(a.Name, b.Name) })
		return out, nil
	})
}

func skillEntries(list []skill.Skill) *skillsOutput {
	out := &skillsOutput{Body: api.SkillEntries{Items: make([]api.SkillEntry, 0, len(list))}}
	for _, x := range list {
		out.Body.Items = append(out.Body.Items, api.SkillEntry{ID: x.ID, Name: x.Name, Kind: string(x.Kind)})
	}
	return out
}
