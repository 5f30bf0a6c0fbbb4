package skills

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
	"github.com/waymark-dev/waymark/pkg/store"
)

const tag = "Skills and causes"

type nothing struct{}

type findInput struct {
	Typed string   `query:"q" maxLength:"80" doc:"What somebody has typed so far"`
	Kind  string   `query:"kind" enum:"language,framework,tool,platform,topic,craft" doc:"Only this kind; craft is everything that is not code"`
	IDs   []string `query:"ids" maxItems:"100" doc:"How these are written, instead of a search; comma separated"`
	Limit int      `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
}

type suggestInput struct {
	Have  []string `query:"have" maxItems:"50" doc:"Skills that somebody has; comma separated. None: where people begin who do not code"`
	Limit int      `query:"limit" minimum:"1" maximum:"50" default:"12" doc:"How many at most"`
}

type entriesOutput struct {
	Body api.SkillEntries
}

type causesOutput struct {
	Body api.CauseEntries
}

type tableOutput struct {
	Body api.SkillTable
}

type unknownInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most"`
}

type unknownOutput struct {
	Body api.UnknownWords
}

type decisionsInput struct{ httpserver.Paging }

type decisionsOutput struct {
	httpserver.Paged
	Body api.SkillDecisions
}

type decideInput struct {
	Body api.SkillDecision
}

type undecideInput struct {
	ID string `path:"id" maxLength:"22" pattern:"^u-[a-z2-7]{20}$" doc:"The opaque id of the word or skill"`
}

type decidedOutput struct {
	httpserver.Versioned
	Body api.SkillDecided
}

type undecidedOutput struct {
	httpserver.Versioned
}

// Routes registers what this part serves.
func (s *Service) Routes(r *httpserver.Router) {
	s.publicRoutes(r)
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-unknown-words", Method: http.MethodGet, Path: "/api/v1/skills/unknown", Tag: tag, Permission: auth.IsModerator,
		Summary: "Words that people use and the list of skills does not have",
		Description: "What most people use first. Who uses a word is not said, and nothing is listed that was decided about. A word of fewer " +
			"than three people is listed only if it is written like a skill.",
	}, func(ctx context.Context, in *unknownInput) (*unknownOutput, error) {
		found, err := s.Unknown(ctx, in.Limit)
		if err != nil {
			return nil, err
		}
		out := &unknownOutput{Body: api.UnknownWords{
			Items: []api.UnknownWord{}, Total: found.Total, Rare: found.Rare, Complete: found.Complete,
		}}
		tax := s.steering.Taxonomy()
		for _, w := range found.Words {
			out.Body.Items = append(out.Body.Items, api.UnknownWord{
				ID: w.ID, Word: w.Word, People: w.People, Near: s.entries(tax, tax.Search(w.Word, near)),
			})
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-skill-decisions", Method: http.MethodGet, Path: "/api/v1/skills/decisions", Tag: tag, Permission: auth.IsModerator,
		Summary: "What was decided about words and skills, newest first",
	}, func(ctx context.Context, in *decisionsInput) (*decisionsOutput, error) {
		page, err := s.Decisions(ctx, in.Limit, in.Cursor)
		if err != nil {
			return nil, err
		}
		out := &decisionsOutput{Body: api.SkillDecisions{Items: []api.SkillDecided{}}}
		out.Link = httpserver.NextLink(ctx, page.Next)
		for _, d := range page.Docs {
			out.Body.Items = append(out.Body.Items, decided(d))
		}
		return out, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-decide-skill", Method: http.MethodPost, Path: "/api/v1/skills/decisions", Tag: tag, Permission: auth.IsModerator,
		Errors: []int{http.StatusConflict}, Summary: "Decide about a word or a skill",
		Description: "In place of what was decided about it before. What people wrote stays as they wrote it: taking the decision back brings " +
			"everything back. The same again changes nothing.",
	}, func(ctx context.Context, in *decideInput) (*decidedOutput, error) {
		b := in.Body
		d, err := s.Decide(ctx, Wish{Word: b.Word, Do: b.Do, Into: b.Into, Name: b.Name, Kind: skill.Kind(b.Kind)})
		if err != nil {
			return nil, err
		}
		return &decidedOutput{Versioned: httpserver.VersionedOf(service, "skill", d.ID, d.Version), Body: decided(d)}, nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-undecide-skill", Method: http.MethodDelete, Path: "/api/v1/skills/decisions/{id}", Tag: tag, Permission: auth.IsModerator,
		Errors: []int{http.StatusNotFound}, Summary: "Take a decision about a word or a skill back", Status: http.StatusNoContent,
	}, func(ctx context.Context, in *undecideInput) (*undecidedOutput, error) {
		d, err := s.Undecide(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &undecidedOutput{Versioned: httpserver.VersionedOf(service, "skill", d.ID, d.Version)}, nil
	})
}

func (s *Service) publicRoutes(r *httpserver.Router) {
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-skills", Method: http.MethodGet, Path: "/api/v1/skills", Tag: tag, Permission: auth.Public,
		Summary: "Find skills by what was typed, by kind, or by id",
	}, func(_ context.Context, in *findInput) (*entriesOutput, error) {
		tax := s.steering.Taxonomy()
		if len(in.IDs) > 0 {
			if in.Typed != "" || in.Kind != "" {
				return nil, fault.InvalidFields(fault.Field{Pointer: "?ids", Code: "not_with_a_search"})
			}
			return s.found(tax, namedSkills(tax, in.IDs)), nil
		}
		return s.found(tax, findSkills(tax, in.Typed, skill.Kind(in.Kind), in.Limit)), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-suggest-skills", Method: http.MethodGet, Path: "/api/v1/skills/suggestions", Tag: tag, Permission: auth.Public,
		Summary: "Skills that go with others",
	}, func(_ context.Context, in *suggestInput) (*entriesOutput, error) {
		tax := s.steering.Taxonomy()
		return s.found(tax, suggestSkills(tax, in.Have, in.Limit)), nil
	})
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-skill-table", Method: http.MethodGet, Path: "/api/v1/skills/table", Tag: tag, Permission: auth.Public,
		Summary:     "What this community changed of the list of skills, and its free guides",
		Description: "For whoever has the list that ships with Waymark. Of a word that stands for a skill it has the opaque id only.",
	}, func(context.Context, *nothing) (*tableOutput, error) { return s.table(), nil })
	httpserver.Register(r, httpserver.Op{
		ID: "profiles-causes", Method: http.MethodGet, Path: "/api/v1/causes", Tag: tag, Permission: auth.Public,
		Summary: "Every cause",
	}, func(context.Context, *nothing) (*causesOutput, error) {
		out := &causesOutput{Body: api.CauseEntries{Items: []api.CauseEntry{}}}
		for _, c := range s.base.Causes() {
			out.Body.Items = append(out.Body.Items, api.CauseEntry{ID: c.ID, Name: c.Name})
		}
		slices.SortStableFunc(out.Body.Items, func(a, b api.CauseEntry) int { return cmp.Compare(a.Name, b.Name) })
		return out, nil
	})
}

func (s *Service) table() *tableOutput {
	out := &tableOutput{Body: api.SkillTable{Steering: []api.SkillSteering{}, Guides: map[string]api.SkillGuide{}}}
	for _, x := range s.steering.List() {
		out.Body.Steering = append(out.Body.Steering, api.SkillSteering{Of: x.Of, Skill: x.ID, Into: x.Into, Name: x.Name, Kind: string(x.Kind)})
	}
	slices.SortFunc(out.Body.Steering, func(a, b api.SkillSteering) int { return cmp.Compare(a.Of, b.Of) })
	for id, g := range s.guidesBy(s.steering.Taxonomy()) {
		out.Body.Guides[id] = api.SkillGuide(g)
	}
	return out
}

func (s *Service) found(tax *skill.Taxonomy, list []skill.Skill) *entriesOutput {
	return &entriesOutput{Body: api.SkillEntries{Items: s.entries(tax, list)}}
}

func (s *Service) entries(tax *skill.Taxonomy, list []skill.Skill) []api.SkillEntry {
	out, guides := make([]api.SkillEntry, 0, len(list)), s.guidesBy(tax)
	for _, x := range list {
		e := api.SkillEntry{ID: x.ID, Name: x.Name, Kind: string(x.Kind)}
		if g, ok := guides[x.ID]; ok {
			guide := api.SkillGuide(g)
			e.Guide = &guide
		}
		out = append(out, e)
	}
	return out
}

func decided(d *store.Doc[Decision]) api.SkillDecided {
	b := &d.Body
	return api.SkillDecided{ID: d.ID, Word: b.Word, Do: b.Do, Into: b.Into, Name: b.Name, Kind: string(b.Kind), By: b.By, At: b.At}
}
