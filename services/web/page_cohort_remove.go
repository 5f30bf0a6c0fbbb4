package web

// pageCohortRemove asks before a cohort that was made by mistake is deleted; one that was published stays.
func pageCohortRemove(v *visit) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	if c.Published {
		return errNoPage
	}
	return v.putQuestion(questionView{Action: "/cohorts/" + c.ID + "/remove", Do: "remove", Stop: true, Back: "/cohorts/" + c.ID + "/setup"}, "cohort.remove",
		[]any{"Name", c.Name})
}

// doCohortRemove deletes it. Why one stays is the service's to say.
func doCohortRemove(v *visit) error {
	c, err := v.ownCohort()
	if err != nil {
		return err
	}
	if err := v.api.RemoveCohort(v.ctx, c.ID); err != nil {
		return err
	}
	return v.to("/programmes/"+c.Programme, "cohort_removed")
}
