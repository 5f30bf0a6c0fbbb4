package wire

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// facts and states are all payloads that are published; asked are the questions and answers, by the name of the question.
var (
	facts = []Event{
		AccountOpened{}, AccountConfirmed{}, LinkRequested{}, AccountClosed{}, RolesChanged{}, CredentialChanged{},
		LinkRead{}, AccountLookedUp{}, AccountSuspended{}, AccountRestored{},
		ImportFinished{}, IssueMarked{}, ProjectWished{},
		MentorAsked{}, MentorReminded{}, OfferEnded{}, InfoAsked{}, InfoGiven{}, MatchAccepted{}, MatchWithdrawn{}, MatchExhausted{},
		MatchProposed{}, MatchActive{}, MatchEnded{}, MatchExtended{}, SilenceNoticed{}, MessagePosted{}, MentorPaused{},
		SessionProposed{}, SessionConfirmed{}, SessionCancelled{}, SessionReminded{}, SessionMarked{},
		IssueClaimed{}, ClaimReminded{}, ClaimExtended{}, ClaimEnded{},
		HandOverProposed{}, HandOverAsked{}, HandOverEnded{}, MatchHandedOver{}, PlaceOffered{}, PlaceOfferEnded{}, WaitingEnded{},
		OfficeHourMoved{}, OfficeHourCancelled{}, OfficeHourReminded{},
		MentorOffered{}, MentorApproved{}, MentorRefused{}, PersonImported{}, PeopleLookedUp{}, SkillDecided{},
		MemberJoined{}, MemberInvited{}, MemberLeft{}, GrantGiven{}, GrantRemoved{}, RulesChanged{}, MemberDecided{}, ProgrammeMade{},
		OrganisationMade{}, CohortMoved{}, ApplicationSent{}, ApplicationDecided{}, ParticipantLeft{}, AgreementMoved{}, CheckInDue{},
		CaseReceived{}, ContactToStop{}, CaseWaits{}, CaseMoved{}, CaseOpened{}, ReportMoved{}, OutcomeGiven{}, CopyDestroyed{},
		DutySet{}, DutyRead{}, ProjectRuled{}, ProjectDecided{}, OutcomeAppealed{}, LetterSettled{Service: "accounts"}, PeopleImported{}, IssueChecked{},
		ProfileErased{}, MembershipsErased{}, MarksErased{}, ProjectClaimDecided{}, MentoringErased{}, InboxErased{}, ReportsErased{}, RoundsErased{},
		RoundPublished{}, PartnerChanged{}, PartnerNamed{}, PartnerAnswered{}, StipendMoved{}, StipendRead{}, FinanceNamed{}, BoardMoved{}, BoardIntroduced{},
		CohortProjectMoved{}, CohortProjectNamed{}, DeskWaits{},
		EventMoved{}, EventTeamGiven{}, ParticipantCompleted{}, StillAsked{}, ParticipationMoved{},
	}
	states = []State{
		AccountState{}, SessionState{}, KeyState{}, ProjectState{}, IssueState{}, MatchState{}, StandingState{}, ClaimState{}, HelpState{}, PersonState{},
		SkillState{},
		GrantsState{}, ProgrammeState{}, MemberState{}, ParticipantState{}, EventPlaceState{},
	}
	asked = map[string]any{
		"ask.accounts.address.v1": AddressQuestion{}, "answer.accounts.address.v1": AddressAnswer{},
		"ask.accounts.appellant.v1": AppellantQuestion{}, "answer.accounts.appellant.v1": AppellantAnswer{},
		"ask.accounts.arrival.v1": ArrivalQuestion{}, "answer.accounts.arrival.v1": ArrivalAnswer{},
		"ask.accounts.invitation.v1": InvitationQuestion{}, "answer.accounts.invitation.v1": InvitationAnswer{},
		"ask.catalog.issues.v1": IssuesQuestion{}, "answer.catalog.issues.v1": IssuesAnswer{},
		"ask.mentoring.propose.v1": ProposeQuestion{}, "answer.mentoring.propose.v1": ProposeAnswer{},
		"ask.mentoring.replies.v1": RepliesQuestion{}, "answer.mentoring.replies.v1": RepliesAnswer{},
		"ask.mentoring.answer_token.v1": AnswerTokenQuestion{}, "answer.mentoring.answer_token.v1": AnswerTokenAnswer{},
		"ask.mentoring.stop_contact.v1": StopContactQuestion{}, "answer.mentoring.stop_contact.v1": StopContactAnswer{},
		"ask.mentoring.parted_by.v1": PartedByQuestion{}, "answer.mentoring.parted_by.v1": PartedByAnswer{},
		"ask.mentoring.answer_turn.v1": AnswerTurnQuestion{}, "answer.mentoring.answer_turn.v1": AnswerTurnAnswer{},
		"ask.mentoring.own_blocks.v1": OwnBlocksQuestion{}, "answer.mentoring.own_blocks.v1": OwnBlocksAnswer{},
		"ask.mentoring.evidence.v1": MessageEvidenceQuestion{}, "answer.mentoring.evidence.v1": MessageEvidenceAnswer{},
		"ask.profiles.evidence.v1": PersonEvidenceQuestion{}, "answer.profiles.evidence.v1": PersonEvidenceAnswer{},
		"ask.catalog.evidence.v1": ProjectEvidenceQuestion{}, "answer.catalog.evidence.v1": ProjectEvidenceAnswer{},
		"ask.programs.round_input.v1": RoundInputQuestion{}, "answer.programs.round_input.v1": RoundInputAnswer{},
		"ask.programs.board_needs.v1": BoardNeedsQuestion{}, "answer.programs.board_needs.v1": BoardNeedsAnswer{},
		"ask.programs.board_tool.v1": BoardToolQuestion{}, "answer.programs.board_tool.v1": BoardToolAnswer{},
		"ask.programs.still_token.v1": StillTokenQuestion{}, "answer.programs.still_token.v1": StillTokenAnswer{},
		"ask.safety.appeal_code.v1": AppealCodeQuestion{}, "answer.safety.appeal_code.v1": AppealCodeAnswer{},
	}
)

// payloads are all of them by the name of their files.
func payloads() map[string]any {
	all := map[string]any{"envelope": Envelope{}}
	for _, f := range facts {
		service, typ := f.Fact()
		all["evt."+service+"."+typ+".v1"] = f
	}
	for _, s := range states {
		service, kind := s.StateOf()
		all["state."+service+"."+kind+".v1"] = s
	}
	for name, v := range asked {
		all[name] = v
	}
	return all
}

// source is the parsed package, without tests.
func source(t *testing.T) []*ast.File {
	t.Helper()
	//lint:ignore SA1019 this package has no build tags
	pkgs, err := parser.ParseDir(token.NewFileSet(), ".", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for name, f := range pkgs["wire"].Files {
		if !strings.HasSuffix(name, "_test.go") {
			files = append(files, f)
		}
	}
	return files
}

// TestAllPayloadsAreListed: a payload that is not in the lists above would have no golden file and no schema.
func TestAllPayloadsAreListed(t *testing.T) {
	var listed []string
	for _, v := range payloads() {
		listed = append(listed, reflect.TypeOf(v).Name())
	}
	for _, f := range source(t) {
		for _, d := range f.Decls {
			name := ""
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil && (d.Name.Name == "Fact" || d.Name.Name == "StateOf") {
					name = fmt.Sprint(d.Recv.List[0].Type)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok && (strings.HasSuffix(s.Name.Name, "Question") || strings.HasSuffix(s.Name.Name, "Answer")) {
						name = s.Name.Name
					}
				}
			}
			if name != "" && !slices.Contains(listed, name) {
				t.Errorf("%s is not listed", name)
			}
		}
	}
	if n := len(payloads()); n != len(facts)+len(states)+len(asked)+1 {
		t.Errorf("two payloads share a name: %d", n)
	}
}

// fill puts something into every field: strings as long as id, lists of two.
func fill(v reflect.Value, id func(name string) string, name string) {
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 2, 9, 30, 0, 123_000_000, time.UTC)))
		return
	case reflect.TypeFor[Envelope]():
		v.Set(reflect.ValueOf(Envelope{SpecVersion: "1.0", ID: FactID("mentoring_match", "m1", 3, 1), Source: "/waymark/mentoring",
			Type: "waymark.evt.mentoring.match_accepted.v1", Subject: "m1", Time: time.Date(2026, 11, 2, 9, 30, 0, 123_000_000, time.UTC),
			Version: 3, Deleted: true, Actor: "p2", Org: AlwaysOpenOrg, Programme: AlwaysOpen,
			TraceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
			Data:        []byte(`{"match":"m1","newcomer":"p1","mentor":"p2"}`)}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(id(name))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), id, fmt.Sprint(name, i+1))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, id, fmt.Sprint(name, i+1))
			fill(value, id, name)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), id, strings.ToLower(v.Type().Field(i).Name))
		}
	default:
		panic("no example for " + v.Type().String())
	}
}

func example(v any, id func(name string) string) any {
	p := reflect.New(reflect.TypeOf(v)).Elem()
	fill(p, id, "")
	return p.Interface()
}
