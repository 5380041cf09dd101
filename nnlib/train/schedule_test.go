package train_test

import (
	"math"
	"strings"
	"testing"

	"dlmath/nnlib/train"
)

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		schedule train.Schedule
		step     int
		want     float64
	}{
		{train.StepDecay{Every: 10, By: 0.5}, 0, 1},
		{train.StepDecay{Every: 10, By: 0.5}, 9, 1},
		{train.StepDecay{Every: 10, By: 0.5}, 10, 0.5},
		{train.StepDecay{Every: 10, By: 0.5}, 59, 1.0 / 32},
		{train.StepDecay{Every: 10}, 35, 1e-3}, // By is 0.1
		{train.StepDecay{Every: 1, By: 0.5}, math.MaxInt, 0},
		{train.InverseTime{Half: 100}, 0, 1},
		{train.InverseTime{Half: 100}, 100, 0.5},
		{train.InverseTime{Half: 100}, 900, 0.1},
		{train.Cosine{Steps: 6}, 0, 1},
		{train.Cosine{Steps: 6}, 1, (1 + math.Sqrt(3)/2) / 2},
		{train.Cosine{Steps: 6}, 2, 0.75},
		{train.Cosine{Steps: 6}, 3, 0.5},
		{train.Cosine{Steps: 6}, 4, 0.25},
		{train.Cosine{Steps: 6}, 6, 0},
		{train.Cosine{Steps: 6}, 7, 0},
		{train.Cosine{Steps: 6, Floor: 0.2}, 3, 0.6},
		{train.Cosine{Steps: 6, Floor: 0.2}, math.MaxInt, 0.2},
	} {
		if got := c.schedule.Factor(c.step); math.Abs(got-c.want) > 3e-16 {
			t.Errorf("%T%+v after %d steps has the factor %v, want %v", c.schedule, c.schedule, c.step, got, c.want)
		}
	}
}

// The bits must be the same on every machine.
func TestSchedulesGolden(t *testing.T) {
	for want, schedule := range map[string]train.Schedule{
		"a9889dc9c14c07b0": train.StepDecay{Every: 7, By: 0.9},
		"6405be9031b01520": train.InverseTime{Half: 70},
		"42fe63df4baea8b8": train.Cosine{Steps: 900, Floor: 0.01},
	} {
		var factors []float64
		for step := range 1000 {
			factors = append(factors, schedule.Factor(step))
		}
		if got := hash(factors); got != want {
			t.Errorf("%T: hash of 1000 factors is %s, want %s", schedule, got, want)
		}
	}
}

// The first step has the factor of 0 steps, the k-th that of k − 1.
func TestScheduleMovesTheRate(t *testing.T) {
	tr, byHand := drilling(), drilling()
	tr.Schedule, tr.Steps = train.StepDecay{Every: 2, By: 0.5}, 5
	run(tr)
	for _, part := range []struct {
		steps int
		rate  float64
	}{{2, 0.05}, {4, 0.025}, {5, 0.0125}} {
		byHand.Rule, byHand.Steps = &train.SGD{Rate: part.rate}, part.steps
		run(byHand)
	}
	if got, want := hash(tr.Objective.Network.Params()), hash(byHand.Objective.Network.Params()); got != want {
		t.Error("a schedule that halves the rate and a rate halved by hand lead to different parameters")
	}
}

func TestSchedulesRefuseSenselessSettings(t *testing.T) {
	for _, c := range []struct {
		schedule train.Schedule
		want     string
	}{
		{train.StepDecay{}, "Every of the schedule StepDecay is 0"},
		{train.StepDecay{Every: 1, By: 1.5}, "By of the schedule StepDecay is 1.5"},
		{train.InverseTime{Half: -1}, "Half of the schedule InverseTime is -1"},
		{train.Cosine{}, "Steps of the schedule Cosine is 0"},
		{train.Cosine{Steps: 1, Floor: math.NaN()}, "Floor of the schedule Cosine is NaN"},
	} {
		tr := drilling()
		tr.Schedule = c.schedule
		if message := panicOf(func() { tr.Run(t.Context()) }); !strings.Contains(message, c.want) {
			t.Errorf("%T: the panic says %q, want %q in it", c.schedule, message, c.want)
		}
	}
}
