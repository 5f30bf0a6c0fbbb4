// Package licence reads what people and lists say of a licence and tells by which definition it is open. The table is part of the SPDX licence
// list (https://spdx.org/licenses, data under CC0-1.0). Pure.
package licence
