package web

import (
	"bytes"
	"html/template"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// People write messages as plain text or with a little markdown: emphasis, lists, code, links, quotes. Pictures, HTML and headings
// are not taken over; links tell the other side nothing and pass nothing on.
var (
	writer = goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Strikethrough), goldmark.WithRendererOptions(html.WithHardWraps()))
	washer = wash()
)

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
func markdown(text string) template.HTML {
	var b bytes.Buffer
	if err := writer.Convert([]byte(text), &b); err != nil {
		return template.HTML(template.HTMLEscapeString(text)) //nolint:gosec // escaped
	}
	return template.HTML(washer.SanitizeBytes(b.Bytes())) //nolint:gosec // washed
}
