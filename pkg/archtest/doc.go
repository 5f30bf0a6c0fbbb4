// Package archtest has no code: its tests hold the rules of who may import whom, of file names and of file sizes.
package archtest
