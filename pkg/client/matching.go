package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/waymark-dev/waymark/pkg/api"
)

// RecommendMentors asks for mentors; signed out with a profile in q.
func (c *Client) RecommendMentors(ctx context.Context, q api.RecommendQuestion, opts ...CallOption) (*api.Recommendations, error) {
	return Do[api.Recommendations](ctx, c, http.MethodPost, Path("recommendations", "mentors"), nil, q, opts...)
}

// BrowseMentors is a page of the mentors whom the caller can be shown and who can be asked now, in no order that ranks; cursor is of the
// page before (Answer.Next, Answer.Prev), "" for the first, limit at most 50 (0: 24).
func (c *Client) BrowseMentors(ctx context.Context, f api.RecommendFilter, limit int, cursor string, opts ...CallOption) (*api.Browsed, error) {
	q := ownQuery("", limit)
	for name, list := range map[string][]string{"skills": f.Skills, "causes": f.Causes, "languages": f.Languages} {
		if len(list) > 0 {
			q.Set(name, strings.Join(list, ","))
		}
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	return Do[api.Browsed](ctx, c, http.MethodGet, Path("recommendations", "browse"), q, nil, opts...)
}

// RecommendIssues asks for first issues; signed out with a profile in q.
func (c *Client) RecommendIssues(ctx context.Context, q api.RecommendQuestion, opts ...CallOption) (*api.Recommendations, error) {
	return Do[api.Recommendations](ctx, c, http.MethodPost, Path("recommendations", "issues"), nil, q, opts...)
}

// RecommendNewcomers asks, as a mentor, for newcomers who asked the caller or who allow offers.
func (c *Client) RecommendNewcomers(ctx context.Context, q api.RecommendQuestion, opts ...CallOption) (*api.Recommendations, error) {
	return Do[api.Recommendations](ctx, c, http.MethodPost, Path("recommendations", "newcomers"), nil, q, opts...)
}

// Askers asks, as a mentor, how those fit whose requests wait for the caller's answer: of some requests (at most 50), or of the 50 oldest.
func (c *Client) Askers(ctx context.Context, requests []string, opts ...CallOption) (*api.Askers, error) {
	q := url.Values{}
	if len(requests) > 0 {
		q.Set("requests", strings.Join(requests, ","))
	}
	return Do[api.Askers](ctx, c, http.MethodGet, Path("recommendations", "askers"), q, nil, opts...)
}

// Successors are mentors who could go on with a live mentorship of the caller's, best first.
func (c *Client) Successors(ctx context.Context, mentorship string, opts ...CallOption) (*api.Successors, error) {
	q := url.Values{"mentorship": {mentorship}}
	return Do[api.Successors](ctx, c, http.MethodGet, Path("recommendations", "successors"), q, nil, opts...)
}

// CompareMentors asks how up to three mentors fit, side by side, with all parts.
func (c *Client) CompareMentors(ctx context.Context, q api.CompareQuestion, opts ...CallOption) (*api.Comparison, error) {
	return Do[api.Comparison](ctx, c, http.MethodPost, Path("recommendations", "compare"), nil, q, opts...)
}

// WhyNot asks how one mentor or issue fits, and what stands against it.
func (c *Client) WhyNot(ctx context.Context, q api.WhyNotQuestion, opts ...CallOption) (*api.WhyNot, error) {
	return Do[api.WhyNot](ctx, c, http.MethodPost, Path("recommendations", "why-not"), nil, q, opts...)
}

// OwnMentors are mentors for the caller's own profile in a programme ("" is the open one), at most limit (0: 10).
func (c *Client) OwnMentors(ctx context.Context, programme string, limit int, opts ...CallOption) (*api.Recommendations, error) {
	return Do[api.Recommendations](ctx, c, http.MethodGet, Path("recommendations", "mentors"), ownQuery(programme, limit), nil, opts...)
}

// OwnIssues are issues for the caller's own profile.
func (c *Client) OwnIssues(ctx context.Context, programme string, limit int, opts ...CallOption) (*api.Recommendations, error) {
	return Do[api.Recommendations](ctx, c, http.MethodGet, Path("recommendations", "issues"), ownQuery(programme, limit), nil, opts...)
}

func ownQuery(programme string, limit int) url.Values {
	q := url.Values{}
	if programme != "" {
		q.Set("programme", programme)
	}
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	return q
}
