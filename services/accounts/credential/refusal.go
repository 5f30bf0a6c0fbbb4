package credential

// Refusal says by a code why an input is not accepted. Params are limits, never the input.
type Refusal struct {
	Code   string
	Params map[string]any
}

func (r *Refusal) Error() string { return "credential: " + r.Code }
