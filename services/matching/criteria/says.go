package criteria

// Says is what a criterion says of a pair, without anybody's answer.
type Says uint8

// What a criterion can say. Nothing is also said of a criterion of the rule "asked", whatever was asked for and offered: it was in confidence.
const (
	Nothing Says = iota // somebody left it empty, or it is confidential
	For                 // it speaks for the pair
	Against             // it is missing
)

// Says fills out, which has room for every criterion of the set, with what each says of a pair: as Reasons does, in one word.
func (s *Scorer) Says(newcomer, mentor int, out []Says) {
	for i := range s.rules {
		out[i] = s.rules[i].says(newcomer, mentor)
	}
}

func (r *rule) says(n, m int) Says {
	if r.silent(n) || r.Rule == Asked {
		return Nothing
	}
	v, _ := r.value(n, m)
	switch r.Rule {
	case Ahead:
		switch {
		case r.m[m] == unsaid:
			return Nothing
		case v >= Neutral:
			return For
		}
		return Against
	case Overlap:
		switch {
		case r.mList.count[m] == 0:
			return Nothing
		case v > 0:
			return For
		}
		return Against
	}
	switch {
	case v == 0:
		return Against
	case v == Million && !(r.Rule == Different && r.Required): // what everybody must be is no reason for anybody
		return For
	}
	return Nothing
}
