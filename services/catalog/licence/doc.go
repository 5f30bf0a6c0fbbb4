// Package licence reads what lists say of a project's licence and tells by which definition it is open. Pure.
package licence
