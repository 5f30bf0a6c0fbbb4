// Package pack keeps many small rows in few bytes: ids without their spelling, sets once each, and numbers in order of their keys. It knows
// nothing of what the rows mean. What is built here never changes afterwards and may be read by anybody at once.
package pack
