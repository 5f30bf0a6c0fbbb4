package rank

// Whole bit sets of one length. The wide forms do the same.

// or adds a set to another.
func or(into, bits []uint64) {
	if isWide {
		into, bits = wideOr(into, bits)
	}
	for i, w := range bits {
		into[i] |= w
	}
}

// orBoth adds what is in two sets.
func orBoth(into, a, b []uint64) {
	if isWide {
		into, a, b = wideOrBoth(into, a, b)
	}
	a, b = a[:len(into)], b[:len(into)]
	for i := range into {
		into[i] |= a[i] & b[i]
	}
}

// orBut adds what is in one set and not in the other.
func orBut(into, a, but []uint64) {
	if isWide {
		into, a, but = wideOrBut(into, a, but)
	}
	a, but = a[:len(into)], but[:len(into)]
	for i := range into {
		into[i] |= a[i] &^ but[i]
	}
}

// orNone adds what is in neither.
func orNone(into, a, b []uint64) {
	if isWide {
		into, a, b = wideOrNone(into, a, b)
	}
	a, b = a[:len(into)], b[:len(into)]
	for i := range into {
		into[i] |= ^(a[i] | b[i])
	}
}
