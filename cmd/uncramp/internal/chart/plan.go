package chart

import "math"

const bandHeight = 18. // of the row of phases, and of that of groups over it

// bands draws the phases: a shade over the whole plot, a tab with the name over
// it where there is room for one, and the groups above.
func (l *layout) bands(s *svg) {
	tabs := l.top - bandHeight
	for _, p := range l.Phases {
		x, w := l.x(p.Start), l.x(p.End)-l.x(p.Start)
		s.f(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="band%d"/>`, x, l.top, w, l.bottom-l.top, p.Shade)
		s.f(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="tab%d"/>`, x+0.5, tabs, max(0, w-1), bandHeight-2, p.Shade)
		if textWidth(p.Name, 11) <= w {
			s.text(x+w/2, tabs+12, "phase", p.Name)
		}
	}
	l.groups(s, tabs-9)
}

// groups draws the spans of the groups with their names, each over its own span,
// or, if that is too short, as far beyond it as no other group is.
func (l *layout) groups(s *svg, y float64) {
	free := float64(left) // where the name before ends
	for i := 0; i < len(l.Phases); {
		from := i
		for i++; i < len(l.Phases) && l.Phases[i].Group == l.Phases[from].Group; i++ {
		}
		group := l.Phases[from].Group
		if group == "" {
			continue
		}
		x, end := l.x(l.Phases[from].Start)+1, l.x(l.Phases[i-1].End)-1
		first, last := x, end // of the room for its name
		for k := from; k > 0 && l.Phases[k-1].Group == ""; k-- {
			first = l.x(l.Phases[k-1].Start)
		}
		for k := i; k < len(l.Phases) && l.Phases[k].Group == ""; k++ {
			last = l.x(l.Phases[k].End)
		}
		const gap = 4 // between a name and the line on its sides
		half := textWidth(group, 12) / 2
		first = max(first, free)
		if last-first < 2*half {
			continue
		}
		middle := min(max((x+end)/2, first+half), last-half)
		s.f(`<path class="span" d="M%.1f %.1fv-6H%.1fM%.1f %.1fH%.1fv6"/>`, x, y+5, max(x, middle-half-gap), min(end, middle+half+gap), y-1, end)
		s.text(middle, y+3, "group", group)
		free = middle + half + gap
	}
}

// Cues stand under the time. Names are turned, so that one needs as little
// width as a line of text is high.
const (
	laneHeight = 11.
	nameSize   = 10.5
	nameTurn   = 55.         // degrees
	nameGap    = 14.         // least distance of two names
	nameShift  = 3 * nameGap // farthest that a name stands from its mark
)

// cues draws a mark for each cue and, as far as they find room near it, the
// names of those in the first lane.
func (l *layout) cues(s *svg) {
	if len(l.Cues) == 0 {
		return
	}
	top := l.bottom + 34
	names := top + 2*laneHeight + 16
	for lane, name := range l.Lanes {
		s.text(left-10, top+float64(lane)*laneHeight+laneHeight-3, "lane", name)
	}
	free := math.Inf(-1)
	for _, c := range l.Cues {
		x, y := l.x(c.At), top+float64(c.Lane)*laneHeight
		s.f(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="1" class="lane%d"/>`, x, y, max(1.2, l.x(c.End)-x-0.6), laneHeight-4, c.Lane)
		at := max(x, free)
		if c.Lane != 0 || at-x > nameShift {
			continue
		}
		free = at + nameGap
		s.f(`<path class="leader" d="M%.1f %.1fV%.1fL%.1f %.1f"/>`, x+0.6, y+laneHeight-4, names-14, at+1, names-5)
		s.f(`<text transform="translate(%.1f %.1f) rotate(%.0f)" class="cue">%s</text>`, at-1, names+3, nameTurn, escape(c.Name))
	}
}

// cueHeight is how much higher the cues make the picture.
func (l *layout) cueHeight() float64 {
	var longest float64
	for _, c := range l.Cues {
		if c.Lane == 0 {
			longest = max(longest, textWidth(c.Name, nameSize))
		}
	}
	return 2*laneHeight + 16 + longest*math.Sin(nameTurn*math.Pi/180)
}
