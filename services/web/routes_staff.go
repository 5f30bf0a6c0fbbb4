package web

// reportRoutes are for whoever was treated badly, and for whomever a decision fell on.
var reportRoutes = []route{
	{"GET /report", anybody, pageReport},
	{"POST /report", anybody, doReport},
	{"GET /reports", signedIn, pageReports},
	{"GET /reports/code", anybody, pageReportCode},
	{"POST /reports/code", anybody, doReportCode},
	{"GET /reports/{id}", signedIn, pageOwnReport},
	{"POST /reports/{id}", signedIn, doOwnReport},
	{"GET /outcomes", signedIn, pageOutcomes},
	{"GET /outcomes/{id}", anybody, pageOutcome},
	{"POST /outcomes/{id}", anybody, doOutcome},
}

// staffRoutes are for moderators, administrators and the maintainers of projects.
var staffRoutes = []route{
	{"GET /cases", signedIn, pageCases},
	{"GET /cases/{id}", signedIn, pageCase},
	{"POST /cases/{id}", signedIn, doCase},
	{"GET /cases/{id}/{step}", signedIn, pageCaseStep},
	{"GET /duty", signedIn, pageDuty},
	{"GET /duty/{week}", signedIn, pageDutyWeek},
	{"POST /duty/{week}", signedIn, doDutyWeek},
	{"GET /approvals", signedIn, pageApprovals},
	{"GET /approvals/{id}", signedIn, pageApproval},
	{"POST /approvals/{id}", signedIn, doApproval},
	{"GET /claims", signedIn, pageClaims},
	{"POST /claims", signedIn, doClaims},
	{"GET /projects/{id}/maintain", signedIn, pageMaintain},
	{"POST /projects/{id}/maintain", signedIn, doMaintain},
	{"GET /projects/{id}/maintain/remove", signedIn, pageMaintainRemove},
	{"GET /operate", signedIn, pageOperate},
	{"GET /operate/letters/{room}", signedIn, pageLetters},
	{"POST /operate/letters/{room}", signedIn, doLetter},
	{"GET /operate/links", signedIn, pageOperatorLinks},
	{"POST /operate/links", signedIn, doOperatorLink},
	{"GET /operate/people", signedIn, pageOperatePeople},
	{"POST /operate/people", signedIn, doOperatePeople},
	{"GET /operate/people/{id}", signedIn, pageOperatePerson},
	{"POST /operate/people/{id}", signedIn, doOperatePerson},
}
