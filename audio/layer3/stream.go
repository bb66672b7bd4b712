package layer3

// Stream decodes frames of every kind, one at a time: of one channel or two, at
// every rate. What it cannot decode it replaces by silence, so that the places of
// what follows stay, and goes on. The zero value is ready, but for Reset, which
// makes it so again. It is for one goroutine.
type Stream struct {
	main     mainData
	side     sideInfo
	channels [2]channel
}

// Reset forgets what was decoded.
func (s *Stream) Reset() {
	s.main.held = 0
	for c := range s.channels {
		s.channels[c].hybrid = hybrid{}
		s.channels[c].synthesis = synthesis{}
	}
}

// Decode decodes a whole frame, whose header is valid, into as many samples as it
// has, full scale ±1; of one channel, in both ears. They are whole steps of 16 bit,
// as a [Decoder] has them, but can be beyond full scale. It returns false where not all
// of them are the frame's: it is damaged, or needs what a frame had that was not
// decoded before it.
func (s *Stream) Decode(samples [][2]float64, frame []byte) (whole bool) {
	prepare()
	h := ReadHeader(frame)
	s.side.read(h, frame)
	whole = s.main.add(frame[h.MainAt():h.Size()], s.side.mainDataBegin) == nil
	lost := !whole
	for i := range s.side.granules[:h.granules()] {
		granules := &s.side.granules[i]
		var counts [2]int
		for c := range h.Channels() {
			if lost = lost || !s.lines(h, i, c, &counts[c]); lost {
				break // damage comes in stretches: the rest of the frame would be noise
			}
		}
		if lost {
			whole = false
			*granules, counts = [2]granule{}, [2]int{}
			clear(s.channels[0].spectrum[:])
			clear(s.channels[1].spectrum[:])
		} else if h.joint() {
			s.join(h, granules, &counts)
		}
		s.sound(h, samples[i*granuleSamples:][:granuleSamples], granules, &counts)
	}
	return whole
}

// Silence is a frame of which nothing is known: what the one before leaves rings
// out in it.
func (s *Stream) Silence(samples [][2]float64, h Header) {
	prepare()
	s.main.held = 0
	for i := range h.granules() {
		clear(s.channels[0].spectrum[:])
		clear(s.channels[1].spectrum[:])
		s.sound(h, samples[i*granuleSamples:][:granuleSamples], &[2]granule{}, &[2]int{})
	}
}

// lines reads those of a granule in one channel; false where it is damaged.
func (s *Stream) lines(h Header, i, c int, count *int) bool {
	g, channel := &s.side.granules[i][c], &s.channels[c]
	if h.middle() {
		g.gain -= 2 // both are their sum over the root of 2
	}
	places := h.version() > 0 && c == 1 && h.intensity()
	n, err := channel.lines(&s.main, h, g, s.side.shared[c], i, places)
	*count = n
	return err == nil
}

// sound makes the samples of a granule.
func (s *Stream) sound(h Header, samples [][2]float64, granules *[2]granule, counts *[2]int) {
	const step = 1. / (1 << 15)
	const whole = 3 << 22 // at 1.5 * 2^23 a step of float32 is 1
	var buf [granuleSamples]float32
	for c := range h.Channels() {
		channel := &s.channels[c]
		channel.subbands(h.bands(), &granules[c], counts[c])
		channel.synthesis.run(&channel.hybrid, &buf)
		for i, v := range buf[:len(samples)] {
			samples[i][c] = float64(v+whole-whole) * step
		}
	}
	if h.mono() {
		for i := range samples {
			samples[i][1] = samples[i][0]
		}
	}
}
