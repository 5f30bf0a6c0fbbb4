package web

import (
	"bytes"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/waymark-dev/waymark/pkg/naming"
)

// People write messages as plain text or with a little markdown: emphasis, lists, code, links, quotes. Headings and HTML are shown as
// they were typed, pictures are left out; links tell the other side nothing and pass nothing on.
var (
	writer = goldmark.New(goldmark.WithParser(little()), goldmark.WithExtensions(extension.Linkify, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithHardWraps()))
	washer = wash()
)

// little knows that little, and no HTML: what looks like a tag is text.
func little() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewListParser(), 300), util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300), util.Prioritized(parser.NewEmphasisParser(), 500)),
	)
}

func wash() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}

// markdown is what somebody wrote, as clean HTML.
func markdown(written string) template.HTML {
	source := []byte(naming.Straight(written)) // messages of before are shown so, too
	page := writer.Parser().Parse(text.NewReader(source))
	sayWhere(page, source)
	var b bytes.Buffer
	if err := writer.Renderer().Render(&b, source, page); err != nil {
		return template.HTML(template.HTMLEscapeString(written)) //nolint:gosec // escaped
	}
	return template.HTML(washer.SanitizeBytes(b.Bytes())) //nolint:gosec // washed
}

// sayWhere puts the host behind each link whose words read like an address of another host.
func sayWhere(page ast.Node, source []byte) {
	_ = ast.Walk(page, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // nothing in it fails
		link, ok := n.(*ast.Link)
		if !ok || entering {
			return ast.WalkContinue, nil
		}
		to, err := url.Parse(string(link.Destination))
		if err != nil || to.Host == "" {
			return ast.WalkContinue, nil
		}
		for _, host := range hosts.FindAllString(strings.ReplaceAll(wordsOf(link, source), "。", "."), -1) {
			if bareHost(host) != bareHost(to.Hostname()) {
				link.AppendChild(link, ast.NewString([]byte(" ("+to.Host+")")))
				break
			}
		}
		return ast.WalkContinue, nil
	})
}

// hosts are words that read like the name of a host.
var hosts = regexp.MustCompile(`[\pL\pN-]+(\.[\pL\pN-]+)+`)

func bareHost(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }

// wordsOf is the text within a node.
func wordsOf(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(source))
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(wordsOf(c, source))
		}
	}
	return b.String()
}
