// Package dp publishes counts under differential privacy: to every count it adds whole-number noise of the two-sided geometric (discrete
// Laplace) distribution, drawn exactly and without floating point from a secure source.
//
// After: Dwork, McSherry, Nissim and Smith, Calibrating noise to sensitivity (2006); Ghosh, Roughgarden and Sundararajan, Universally
// utility-maximizing privacy mechanisms (2009), for the geometric mechanism; Canonne, Kamath and Steinke, The discrete Gaussian for
// differential privacy (2020), algorithms 1 and 2, for the exact sampler; Mironov, On significance of the least significant bits (2012), for
// why there are no floats here.
package dp
