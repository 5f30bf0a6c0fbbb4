// Package skill knows skills and causes: canonical ids, aliases, kinds and relations, and the taxonomy that ships with
// Waymark. Pure: standard library only.
//
// taxonomy.txt is made by gen out of three published lists and our own (NOTICE has the attribution). To make it again:
//
//	WAYMARK_TAXONOMIES=<folder of the three files> go generate ./pkg/skill
package skill

//go:generate go run ./gen -own gen/own -out taxonomy.txt -sources $WAYMARK_TAXONOMIES
