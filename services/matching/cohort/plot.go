package cohort

import (
	"fmt"
	"strings"
)

// Bar is one column of a picture.
type Bar struct {
	Label string
	Count int
}

// Choices are newcomers by the choice they got: the 1st, the 2nd, the 3rd, the 4th or 5th, 6th to 10th, 11th to 20th, a later one, nobody.
func (m *Measures) Choices() []Bar {
	ranks := []struct {
		label       string
		least, most int32
	}{{"1st", 1, 1}, {"2nd", 2, 2}, {"3rd", 3, 3}, {"4th–5th", 4, 5}, {"6th–10th", 6, 10}, {"11th–20th", 11, 20}, {"later", 21, 1 << 30},
		{"nobody", 0, 0}}
	out := make([]Bar, len(ranks))
	for i, r := range ranks {
		out[i].Label = r.label
		for _, rank := range m.Rank {
			if rank >= r.least && rank <= r.most {
				out[i].Count++
			}
		}
	}
	return out
}

// Load are mentors by how full they are: without a place, with nobody, under half, half or more, full.
func (m *Measures) Load() []Bar {
	out := []Bar{{"no place", 0}, {"nobody", 0}, {"under half", 0}, {"half or more", 0}, {"full", 0}}
	for j, t := range m.Taken {
		switch c := m.capacity[j]; {
		case c == 0:
			out[0].Count++
		case t == 0:
			out[1].Count++
		case t == c:
			out[4].Count++
		case 2*t >= c:
			out[3].Count++
		default:
			out[2].Count++
		}
	}
	return out
}

// Plot draws how well people did, as SVG: which choice newcomers got, and how full the mentors are. It has no script, no font and no
// address in it, and says in words what it shows.
func Plot(m *Measures, title string) []byte {
	newcomers, load := m.Choices(), m.Load()
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 620" role="img" aria-labelledby="t d" `+
		`font-family="sans-serif" font-size="13" fill="#1b1b1f">`+"\n")
	fmt.Fprintf(&out, "<title id=\"t\">%s</title>\n<desc id=\"d\">Which choice newcomers got: %s. How full mentors are: %s.</desc>\n",
		escaped(title), told(newcomers),
		told(load))
	out.WriteString(`<rect width="720" height="620" fill="#ffffff"/>` + "\n")
	fmt.Fprintf(&out, `<text x="24" y="34" font-size="18" font-weight="bold">%s</text>`+"\n", escaped(title))
	panel(&out, 70, fmt.Sprintf("Newcomers by the choice they got (%d)", m.Newcomers), newcomers, "#2a5db0")
	panel(&out, 350, fmt.Sprintf("Mentors by how full they are (%d)", m.Mentors), load, "#1f7a4d")
	out.WriteString("</svg>\n")
	return []byte(out.String())
}

// panel draws bars with their numbers from top on, 240 high.
func panel(out *strings.Builder, top int, title string, bars []Bar, colour string) {
	const height, width, left = 170, 672, 24
	most := 1
	for _, b := range bars {
		most = max(most, b.Count)
	}
	fmt.Fprintf(out, `<text x="%d" y="%d" font-weight="bold">%s</text>`+"\n", left, top, escaped(title))
	step := width / len(bars)
	floor := top + 30 + height
	for i, b := range bars {
		h := b.Count * height / most
		if b.Count > 0 {
			h = max(h, 1)
		}
		x := left + i*step
		fill := colour
		if b.Label == "nobody" || b.Label == "no place" {
			fill = "#8a8a94"
		}
		fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x+6, floor-h, step-12, h, fill)
		fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="middle">%d</text>`+"\n", x+step/2, floor-h-6, b.Count)
		fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", x+step/2, floor+18, escaped(b.Label))
	}
	fmt.Fprintf(out, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#1b1b1f"/>`+"\n", left, floor, left+width, floor)
}

func told(bars []Bar) string {
	var out []string
	for _, b := range bars {
		out = append(out, fmt.Sprintf("%s %d", b.Label, b.Count))
	}
	return escaped(strings.Join(out, ", "))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escaped(s string) string { return escaper.Replace(s) }
