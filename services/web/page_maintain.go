package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/client"
	"github.com/waymark-dev/waymark/pkg/fault"
)

type claimView struct {
	Form
	ID, Name string
	State    string // "" before it is claimed
	Stands   string
}

type maintainView struct {
	Form
	*api.ProjectWishes
	ID, Name string
	Version  int64
	Until    string // of a pause
	// What readers see today, beside what can be put in its place.
	TodayText, TodaySkills, TodayLink string
	Changed                           string
	Issues                            []issueCard
	Broken                            bool
	First                             string
	Marked                            []markedRow // which somebody says are not to be had
	MoreMarked, NoMarked              bool
}

// maxDownload is the most megabytes that a project can say.
const maxDownload = 1_000_000

// maxWishSkills are the skills of a correction, as the API states them.
var maxWishSkills = stated[api.ProjectWish]("Skills", "maxItems")

// maxCap is how many newcomers at once a project can wish for.
const maxCap = 100

// pageMaintain is for a project's maintainers; to others it offers to claim the project.
func pageMaintain(v *visit) error { return v.maintain(http.StatusOK, v.empty(), nil) }

func (v *visit) maintain(status int, f Form, claim *api.ProjectClaim) error {
	id, name := v.r.PathValue("id"), v.p.T("maintain.this")
	p, err := v.api.Project(v.ctx, id)
	if err == nil {
		name = p.Name
	} else if !fault.Has(err, fault.NotFound) {
		return err
	}
	missing := err
	var a client.Answer
	w, err := v.api.ProjectWishes(v.ctx, id, client.Into(&a))
	if fault.Has(err, fault.Forbidden) && missing == nil {
		view := claimView{Form: f, ID: id, Name: name}
		if claim != nil {
			view.State, view.Stands = claim.State, v.p.Code("claim.is_", claim.State)
		}
		return v.show(status, "claim", v.p.T("claim.title"), view)
	}
	if err != nil {
		return err
	}
	view := maintainView{Form: f, ProjectWishes: w, ID: id, Name: name, Version: a.Version, First: v.now.In(v.zone()).AddDate(0, 0, 1).Format("2006-01-02")}
	if missing == nil {
		view.TodayText, view.TodayLink = p.Description, p.URL
		var named []string
		for _, s := range p.Skills {
			named = append(named, v.site.skillName(v.p, s))
		}
		view.TodaySkills = strings.Join(named, v.p.T("list.comma"))
	}
	if !w.PausedUntil.IsZero() {
		view.Until = v.p.DayName(w.PausedUntil, v.now, v.zone())
	}
	if !w.Changed.IsZero() {
		view.Changed = v.p.Ago(w.Changed, v.now, v.zone())
	}
	f.fillWishes(w)
	list, err := v.api.Issues(v.ctx, client.IssueQuery{Project: id, Limit: perPage})
	if view.Broken = err != nil; err == nil {
		for _, i := range list.Items {
			view.Issues = append(view.Issues, v.issueCard(i))
		}
	}
	view.Marked, view.MoreMarked, view.NoMarked = v.markedOf(id)
	return v.show(status, "maintain", v.p.T("maintain.title", "Name", name), view)
}

// fillWishes fills every form of the page but the one that was sent with what stands.
func (f *Form) fillWishes(w *api.ProjectWishes) {
	fill := func(form string, pairs ...string) {
		for i := 0; i+1 < len(pairs) && f.Value("do") != form; i += 2 {
			f.typed.Set(pairs[i], pairs[i+1])
		}
	}
	fill("correct", "project_text", w.Description, "project_skills", strings.Join(w.Skills, ", "), "project_link", w.Link)
	fill("cap", "cap", strconv.Itoa(w.Cap))
	fill("help", "help", w.Help)
	fill("needs", "download_mb", strconv.Itoa(w.DownloadMB), "browser", cmp.Or(w.Browser, "unknown"))
}

// wishFields are the fields of a project's wishes.
var wishFields = map[string]string{"/description": "project_text", "/skills": "project_skills", "/link": "project_link", "/cap": "cap",
	"/paused_until": "until", "/help": "help", "/download_mb": "download_mb", "/browser": "download_mb"}

// helpers are who may offer help on a project's issues.
var helpers = []string{"mentors", "maintainers", "nobody"}

func doMaintain(v *visit) error {
	f, id := v.posted(), v.r.PathValue("id")
	yes, no := true, false
	var in api.ProjectWish
	switch f.Value("do") {
	case "claim":
		c, err := v.api.ClaimProject(v.ctx, id)
		if err == nil {
			return v.maintain(http.StatusOK, f, c)
		}
		if !v.blame(&f, err, nil) {
			return err
		}
		return v.maintain(fault.As(err).Kind.Status(), f, nil)
	case "correct":
		text, link, skills := f.Text("project_text"), f.Text("project_link"), []string{}
		for _, s := range strings.FieldsFunc(f.Value("project_skills"), func(r rune) bool { return strings.ContainsRune(",،、，;\n", r) }) {
			if s = strings.TrimSpace(s); s != "" && len(skills) <= maxWishSkills {
				skills = append(skills, s)
			}
		}
		in.Description, in.Link, in.Skills = &text, &link, &skills
	case "cap":
		n := f.number("cap", 0, maxCap)
		in.Cap = &n
	case "needs":
		n, browser := f.number("download_mb", 0, maxDownload), f.Value("browser")
		if browser != "yes" && browser != "no" {
			browser = "unknown"
		}
		in.DownloadMB, in.Browser = &n, &browser
	case "help":
		who := f.Value("help")
		if !slices.Contains(helpers, who) {
			return errNoPage
		}
		in.Help = &who
	case "pause":
		in.Paused = &yes
		if s := f.Text("until"); s != "" {
			until, err := time.ParseInLocation("2006-01-02", s, v.zone())
			if err != nil || !until.After(v.now) {
				f.refuse("until", "wrong.in_the_past", "Field", v.label("until"))
			}
			in.PausedUntil = &until
		}
	case "resume":
		in.Paused = &no
	case "remove":
		in.Removed = &yes
	case "restore":
		in.Removed = &no
	default:
		return errNoPage
	}
	if len(f.Wrong) == 0 {
		var opts []client.CallOption
		if n, err := strconv.ParseInt(f.Value("version"), 10, 64); err == nil && n > 0 {
			opts = append(opts, client.IfMatch(n))
		}
		_, err := v.api.WishProject(v.ctx, id, in, opts...)
		if err == nil {
			return v.to("/projects/"+id+"/maintain", "saved")
		}
		if !v.blame(&f, err, wishFields) {
			return err
		}
		if fault.Has(err, fault.Stale) && f.Value("do") != "correct" { // what stands now; beside a correction it is shown anyway
			f.typed.Del("do")
		}
		return v.maintain(fault.As(err).Kind.Status(), f, nil)
	}
	return v.maintain(http.StatusUnprocessableEntity, f, nil)
}

// pageMaintainRemove asks before a project is taken out.
func pageMaintainRemove(v *visit) error {
	id := v.r.PathValue("id")
	if _, err := v.api.ProjectWishes(v.ctx, id); err != nil {
		return err
	}
	return v.question("maintain.remove", "/projects/"+id+"/maintain", "remove", true)
}
