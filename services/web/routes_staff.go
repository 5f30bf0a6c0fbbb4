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
