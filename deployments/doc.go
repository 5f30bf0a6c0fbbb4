// Package deployments has no code: its tests parse and check what an operator deploys.
package deployments
