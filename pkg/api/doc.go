// Package api has the bodies of the public API, one file for each service, with their limits as tags (maxLength, minimum,
// maximum, maxItems, enum, pattern, format, doc, example). pkg/httpserver enforces them and publishes them in the OpenAPI
// document; pkg/client sends and reads them. Standard library only.
//
// JSON names are snake_case; ids lower case; times RFC 3339 in UTC with milliseconds. Nobody's name is in any of them but
// in those of people, which profiles serves.
package api
