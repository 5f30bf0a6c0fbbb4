// Package catalog keeps projects and beginner-friendly issues.
package catalog
