package source

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

func parse(t *testing.T, f Format, content string) *Result {
	t.Helper()
	res, err := Parse(f, []byte(content), testNow)
	if err != nil {
		t.Fatal(err)
	}
	check(t, res)
	return res
}

// leftOut writes a report's entries shortly: "line:item code".
func leftOut(r *Result) string {
	var out []string
	for _, e := range r.Report.Entries {
		out = append(out, fmt.Sprintf("%d%s %s %s", e.Line, e.Item, e.Effect, e.Code))
	}
	return strings.Join(out, "\n")
}

// TestWeird: what real and broken files contain, and exactly what is left out of them.
func TestWeird(t *testing.T) {
	for name, c := range map[string]struct {
		format           Format
		content          string
		projects, issues int
		left             string
	}{
		"up-for-grabs": {UpForGrabs, `{"name":"A","site":"https://github.com/o/a","upforgrabs":{"name":"x","link":"https://github.com/O/A/labels/x"}}

not json
[1,2]
{"name":"B","site":"","upforgrabs":{"link":""}}
{"name":"C","site":"https://c.example.org","upforgrabs":{"link":"http://localhost/x"},"tags":"go, rust","stats":{"last-updated":"soon"}}
{"name":"A2","site":"https://a.example.org","upforgrabs":{"link":"https://github.com/o/a/issues?q=x"}}
{"name":"D","site":7,"upforgrabs":[],"tags":[{"name":"x"},null,["y"]]}`, 2, 0,
			`3 left_out not_json
4 left_out not_an_object
5 left_out no_address
6/upforgrabs/link field_left_out bad_link
6/stats/last-updated field_left_out bad_date
7 merged duplicate_project
8/upforgrabs field_left_out wrong_type
8 left_out bad_address`},
		"yaml": {UpForGrabsYAML, "name: A\nsite: https://github.com/o/a\ntags: [go, 'c#']\n" +
			"upforgrabs: {name: easy, link: https://github.com/o/a/labels/easy}\n---\n- 1\n---\nname: {\n", 1, 0,
			"5/1 left_out not_an_object\n0/2 left_out not_yaml"},
		"awesome": {Awesome, `{"sponsors":[],"repositories":[{"name":"A","link":"https://github.com/o/a","technologies":["Go"]},` +
			`{"name":"B","link":"mailto:b@example.org"},null,
{"name":"A","link":"http://github.com/O/A/"}]}`, 1, 0,
			"1/repositories/1 left_out bad_address\n1/repositories/2 left_out not_an_object\n2/repositories/3 merged duplicate_project"},
		"repos": {GoodFirstRepos, "repositories = [\n 'github.com/o/a',\n 'github.com/O/A.git',\n 7,\n 'nonsense',\n]\n", 1, 0,
			"0/repositories/1 merged duplicate_project\n0/repositories/2 left_out wrong_type\n0/repositories/3 left_out bad_address"},
		"repos broken": {GoodFirstRepos, "repositories = [\n 'github.com/o/a'\n 'x'\n]", 0, 0, "3 left_out broken"},
		"generated": {GoodFirst, `[{"name":"a","owner":"o","url":"https://github.com/o/a","stars":"2.9K","last_modified":"Wed, 26 May 2021 16:00:28 GMT","issues":[
 {"title":"one","url":"https://github.com/o/a/issues/1","created_at":"2019-08-16T08:35:25+00:00"},
 {"title":"two","url":"https://github.com/o/a/pull/2"},
 {"title":" ","url":"https://github.com/o/a/issues/3"},
 {"title":"four","number":4,"comments_count":"many","created_at":"2049-01-01T00:00:00Z"},
 {"title":"one again","url":"https://github.com/O/a/issues/1#x"},
 {"title":"shut","url":"https://github.com/o/a/issues/5","state":"closed"}, 7]},
 {"name":"b","url":"ftp://x","issues":[{},{}]}]`, 1, 2,
			`1/0/issues/1 left_out pull_request
1/0/issues/2 left_out no_title
1/0/issues/3/comments_count field_left_out bad_number
1/0/issues/3/created_at field_left_out future_date
1/0/issues/4 merged duplicate_issue
1/0/issues/5 left_out closed
1/0/issues/6 left_out not_an_object
8/1 left_out bad_address
8/1/issues/0 left_out no_address
8/1/issues/1 left_out no_address`},
		"cut":        {FirstIssue, `{"repositories":[{"url":"https://github.com/o/a","issues":[]},{"url":"https://github`, 1, 0, "1 left_out broken"},
		"not a list": {FirstIssue, `{"repositories":{"a":1},"tags":[]}`, 0, 0, "1/repositories left_out not_a_list"},
		"trailing":   {FirstIssue, `{"repositories":[]} x`, 0, 0, "1 left_out broken"},
		"csv": {OwnCSV, "Project URL;Issue-URL;Title;Level;Wibble;title\r\nhttps://github.com/o/a;https://github.com/o/a/issues/1;\"one;\r\nmore\";2;x;y\r\n" +
			";https://gitlab.com/g/s/p/-/issues/2;two;nine\r\n;;;\r\nhttps://github.com/o/b\r\n;https://bugs.example.org/7;lost\r\n", 3, 2,
			"1/4 field_left_out unknown_column\n1/5 field_left_out duplicate_column\n4/issue_level field_left_out bad_level\n7 left_out no_address"},
		"csv quotes": {OwnCSV, "url,description\nhttps://github.com/o/a,he said \"hi\" to me\nhttps://github.com/o/b,\"open\nhttps://github.com/o/c,x\n", 2, 0, ""},
		"json": {OwnJSON, `{"projects":[{"url":"https://github.com/o/a","stars":-4,"site":"javascript:x","issues":{"a":1}}]}`, 1, 0,
			"1/projects/0/site field_left_out bad_link\n" +
				"1/projects/0/stars field_left_out bad_number\n1/projects/0/issues field_left_out not_a_list"},
	} {
		t.Run(name, func(t *testing.T) {
			res := parse(t, c.format, c.content)
			if len(res.Projects) != c.projects || len(res.Issues) != c.issues {
				t.Errorf("%d projects, %d issues; want %d, %d", len(res.Projects), len(res.Issues), c.projects, c.issues)
			}
			got, want := strings.Split(leftOut(res), "\n"), strings.Split(c.left, "\n")
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("left out:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestEncodings: byte order marks, UTF-16, CRLF and bytes that are no text.
func TestEncodings(t *testing.T) {
	text := "url,name\r\nhttps://github.com/o/a,Äpfel\r\n"
	utf := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		utf = append(utf, byte(u), byte(u>>8))
	}
	for name, content := range map[string][]byte{"plain": []byte(text), "mark": []byte("\xef\xbb\xbf" + text), "utf-16": utf} {
		res, err := Parse("", content, testNow)
		if err != nil || len(res.Projects) != 1 || res.Projects[0].Name != "Äpfel" {
			t.Errorf("%s: %+v %v", name, res, err)
		}
	}
	res := parse(t, OwnCSV, "url,name\nhttps://github.com/o/a,A\xffB\u202eC\x00D\u200b  E\n")
	if got := res.Projects[0].Name; got != "A BC D E" {
		t.Errorf("%q", got)
	}
}

// TestBounds: what is too much is left out, and said; the report does not grow.
func TestBounds(t *testing.T) {
	long := strings.Repeat("x", 5000)
	res := parse(t, OwnJSON, `{"projects":[{"url":"https://github.com/o/a","name":"`+long+`","description":"`+long+`","skills":["`+
		strings.Join(strings.Fields(strings.Repeat("w ", 1)), ",")+`"]}]}`)
	if p := res.Projects[0]; len(p.Name) != MaxName || len(p.Description) != MaxDescription || res.Report.FieldsLeftOut["cut"] != 2 {
		t.Errorf("%d %d %v", len(p.Name), len(p.Description), res.Report)
	}
	many := strings.Repeat("nonsense\n", 5000)
	res = parse(t, UpForGrabs, many)
	if res.Report.Total() != 5000 || len(res.Report.Entries) != MaxEntries {
		t.Errorf("%d left out, %d entries", res.Report.Total(), len(res.Report.Entries))
	}
	// a whole entry that is missing is said rather than one more date
	res = parse(t, UpForGrabs, strings.Repeat(`{"site":"https://github.com/o/a","stats":{"last-updated":"x"}}`+"\n", 1500)+"nonsense\n")
	if last := res.Report.Entries[len(res.Report.Entries)-1]; len(res.Report.Entries) != MaxEntries || last.Code != "not_json" || last.Line != 1501 {
		t.Errorf("%+v", last)
	}
	huge := `{"projects":[{"url":"https://github.com/o/a","description":"` + strings.Repeat("x", MaxEntry) + `"},{"url":"https://github.com/o/b"}]}`
	if res = parse(t, OwnJSON, huge); len(res.Projects) != 1 || res.Report.LeftOut["too_long"] != 1 {
		t.Errorf("%+v", res.Report)
	}
	if _, err := Parse(OwnJSON, bytes.Repeat([]byte(" "), MaxBytes+1), testNow); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if res = parse(t, UpForGrabsYAML, "a: "+strings.Repeat("x", MaxMarkup)); !res.Report.Broken {
		t.Errorf("%+v", res.Report)
	}
	// an alias bomb costs nothing
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'k'; i++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", i-1), 9), ","))
	}
	if res = parse(t, UpForGrabsYAML, bomb); len(res.Projects) != 0 {
		t.Errorf("%+v", res.Report)
	}
}

func TestDates(t *testing.T) {
	for s, want := range map[string]string{
		"Wed, 26 May 2021 16:00:28 GMT": "2021-05-26T16:00:28Z", "2019-08-16T08:35:25+00:00": "2019-08-16T08:35:25Z",
		"2019-08-16T08:35:25+02:00": "2019-08-16T06:35:25Z",
		"2024-10-14T13:04:49Z":      "2024-10-14T13:04:49Z", "2024-10-14": "2024-10-14T00:00:00Z", "2024/10/14": "2024-10-14T00:00:00Z",
		"14 October 2024": "2024-10-14T00:00:00Z", "2024-10-14 13:04:49": "2024-10-14T13:04:49Z", "": "",
		"0001-01-01T00:00:00Z": "bad_date", "1970-01-01": "bad_date",
		"yesterday": "bad_date", "2099-01-01": "future_date", "31/12/2024": "bad_date",
	} {
		d, code := date(s, testNow)
		got := code
		if !d.IsZero() {
			got = d.Format("2006-01-02T15:04:05Z")
		}
		if got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}
