package main

import (
	"encoding/json"

	"github.com/waymark-dev/waymark/pkg/api"
	"github.com/waymark-dev/waymark/pkg/fault"
	"github.com/waymark-dev/waymark/services/matching/criteria"
)

// checkCriteria says what is wrong with a cohort's criteria, in the words of the room that will use them: services do not import one
// another. The two types have the same JSON.
func checkCriteria(c api.CohortCriteria) []fault.Field {
	b, err := json.Marshal(c)
	if err != nil {
		return []fault.Field{{Pointer: "", Code: "invalid"}}
	}
	var set criteria.Set
	if json.Unmarshal(b, &set) != nil {
		return []fault.Field{{Pointer: "", Code: "invalid"}}
	}
	return set.Check()
}
