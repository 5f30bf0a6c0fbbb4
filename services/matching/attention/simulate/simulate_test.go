package simulate

import "testing"

// TestPricesSpread plays a small week with and without prices: offers and lists spread, and it costs little fit.
func TestPricesSpread(t *testing.T) {
	o := Options{Newcomers: 400, Mentors: 400, Issues: 300, Days: 7, Step: 120, Seed: 3}
	none := Run(o)
	o.Load, o.Attention = true, true
	both := Run(o)
	t.Logf("\n%s\n%s\n%s", Head, none.Row("none"), both.Row("load and attention"))
	if both.Gini >= none.Gini-0.005 {
		t.Errorf("offers are not spread: Gini per place %.3f with prices, %.3f without", both.Gini, none.Gini)
	}
	if both.Beyond >= none.Beyond {
		t.Errorf("attention beyond a list a place: %.3f with prices, %.3f without", both.Beyond, none.Beyond)
	}
	if both.IssueMost > none.IssueMost/2 {
		t.Errorf("requests for one issue: %d with prices, %d without", both.IssueMost, none.IssueMost)
	}
	if both.Fit < none.Fit*0.96 {
		t.Errorf("the fit of pairs falls from %.4f to %.4f", none.Fit, both.Fit)
	}
	if both.Found < none.Found-0.04 {
		t.Errorf("fewer people find somebody: %.3f, %.3f", none.Found, both.Found)
	}
}

func TestTheSameSeedPlaysTheSameWeek(t *testing.T) {
	o := Options{Newcomers: 30, Mentors: 20, Issues: 30, Days: 2, Step: 240, Seed: 1, Load: true, Attention: true}
	if a, b := Run(o), Run(o); a != b {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestFigures(t *testing.T) {
	if g := gini([]float64{1, 1, 1, 1}); g > 1e-9 {
		t.Error(g)
	}
	if g := gini([]float64{0, 0, 0, 4}); g < 0.74 || g > 0.76 {
		t.Error(g)
	}
	if x := top([]float64{1, 9, 0}); x != 0.9 {
		t.Error(x)
	}
}
