// Package skill knows skills and causes: canonical ids, aliases, kinds and relations, and the taxonomy that ships with
// Waymark. Pure: standard library only.
package skill
