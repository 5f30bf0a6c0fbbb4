// Package web is the pages that people see: HTML made here, on top of the public API only, with no store, no bus and nothing that it
// could not lose. Every page works without a script, by keyboard, at 320 pixels and from right to left.
//
// # How a page is made
//
// A request becomes a visit (visit.go): the reader's language (v.p), a client of the API in the reader's name (v.api), the session's
// cookies. A route (routes.go) names who may open it and a function of the visit; serve.go guards it and turns an error that it
// returns into a page that says what to do. The function asks the API, fills a struct of its own and calls
//
//	v.show(status, "issues", title, view)   // a template by name, the page's title, its struct
//	v.alone(...)                            // the same without the menu: a page that asks one thing
//	v.to("/requests/"+id, "request_sent")   // after a change: on to another page, which says flash.request_sent once
//
// # To add a page
//
//  1. page_<about>.go: a struct for the template and func pageX(v *visit) error; for a form also func doX(v *visit) error.
//  2. pages/<about>.html: {{define "x"}}…{{end}}, with the parts of pages/parts.html and the classes of static/waymark.css. No style
//     and no script in it: the content security policy refuses both.
//  3. A line in routes.go, or a list of your own that table gathers: {"GET /x/{id}", signedIn, pageX}.
//  4. words/en.toml, or words/en.<part>.toml for a part of your own (its keys stand in no other file), and the same in every other
//     language: the tests of words fail until all are there. {{t "x.title" "Name" .Name}} in a template, v.p.T in Go; rich
//     for **bold**; v.p.Code("x.state_", code) for a code of the API, with x.state_unknown for one that is new.
//
// # Forms
//
// v.empty("field", "value", …) is a form before it is typed into, v.posted() the one that was sent. {{template "key" .Form}} is its
// idempotency key: give it on with f.key(). f.refuse("field", "wrong.…") notes a mistake; v.blame(&f, err, fields) takes
// what the API refused into it (fields: JSON pointer → field) and says whether the form is to be shown again, with status 422, what
// was typed, and the list of mistakes ({{template "summary" .Form}}). {{template "input" (input .Form "name" "text" 80 "" "")}} is
// a field: its label is the key field.name, its hint hint.name, its mistake below it. Where something cannot be taken back, ask on a page
// of its own first: v.question("x.remove", …).
//
// A view that embeds Form gives templates .Form, .Value, .Is and .Error. What people wrote goes through markdown or stands in <bdi>.
//
// # Parts that are missing
//
// A page asks for its parts at a time where they do not need each other, each question has three seconds, and a part that does not come
// is {{template "missing"}} while the rest is shown. Only what the page is about fails the whole page.
//
// # Rooms
//
// words (what is said), pages (templates), static (style, script), session (cookies and the next tokens).
package web
