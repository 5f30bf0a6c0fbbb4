package suitability

// Learned on 2026-11-22 by go run ./services/matching/suitability/learn from the data of Xiao et al., "Recommending good first issues in GitHub
// OSS projects" (ICSE 2022; MIT, Copyright (c) 2021 Wenxin Xiao, Hao He, Weiwei Xu, Xin Tan, Jinhao Dong, Minghui Zhou): 900 issues with a label
// for beginners of 91 projects, resolved until 2021.

// Base is the share over all issues of the data.
const Base = 180_000

// shares by the band of stars, then of comments.
var shares = [4][4]int64{
	{80_000, 110_000, 90_000, 110_000},
	{130_000, 170_000, 150_000, 170_000},
	{200_000, 260_000, 230_000, 260_000},
	{300_000, 380_000, 340_000, 380_000},
}
