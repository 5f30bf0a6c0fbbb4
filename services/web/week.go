package web

import (
	"slices"
)

// week is the table of a usual week by days and parts of the day.
type week struct {
	Parts []weekPart
	Days  []weekDay
}

type weekPart struct{ Name, Hours string }

type weekDay struct {
	Short, Long string
	Cells       []weekCell
}

type weekCell struct {
	Value string // mon-am
	Free  bool
	X, Y  int // of the drawing
}

// Size of a cell in the drawing.
const cellWide, cellHigh, weekLeft, weekTop = 64, 22, 56, 24

func (v *visit) week(free []string) week {
	var w week
	for _, p := range parts {
		w.Parts = append(w.Parts, weekPart{v.p.T("week." + p), v.p.Digits(v.p.T("week." + p + "_hours"))})
	}
	for i, d := range days {
		day := weekDay{Short: v.p.ShortWeekday(i), Long: v.p.LongWeekday(i)}
		for n, p := range parts {
			day.Cells = append(day.Cells, weekCell{Value: d + "-" + p, Free: slices.Contains(free, d+"-"+p),
				X: weekLeft + n*cellWide, Y: weekTop + i*cellHigh})
		}
		w.Days = append(w.Days, day)
	}
	return w
}

// Any says whether anything is free.
func (w week) Any() bool {
	return slices.ContainsFunc(w.Days, func(d weekDay) bool { return slices.ContainsFunc(d.Cells, func(c weekCell) bool { return c.Free }) })
}

// fillWeek fills the table in as a button asks; false if none was pressed.
func (v *visit) fillWeek(f *Form) bool {
	var take func(day, part string) bool
	switch f.Value("fill") {
	case "evenings":
		take = func(day, part string) bool { return part == "ev" && day != "sat" && day != "sun" }
	case "weekend":
		take = func(day, part string) bool { return (day == "sat" || day == "sun") && part != "ni" }
	case "none":
		f.typed.Del("hours")
		return true
	default:
		return false
	}
	for _, d := range days {
		for _, p := range parts {
			if take(d, p) && !f.Is("hours", d+"-"+p) {
				f.typed.Add("hours", d+"-"+p)
			}
		}
	}
	return true
}
