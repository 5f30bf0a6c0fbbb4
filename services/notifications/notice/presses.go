package notice

// Presses says that a case's clock is about to run out, or has: whoever is on duty hears of it at once, by night too, and cannot switch
// that off.
func Presses(kind, how string) bool {
	return kind == "case_waits" && (how == "urgent" || how == "overdue")
}
