package audio

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"uncramp/audio/mp3"
)

// gapless locates a recording in an MP3 file.
type gapless struct {
	frames []byte // from the Info frame on
	skip   int    // decoded samples before the first of the recording
	length int64  // samples of the recording
}

// MP3Length returns the length in samples of an MPEG-1 Layer III mono file at 48 kHz.
// It reads the gapless tag and decodes nothing. A file of another kind is an error.
func MP3Length(data []byte) (int64, error) {
	g, err := readGapless(data)
	return g.length, err
}

func readGapless(data []byte) (g gapless, err error) {
	if len(data) >= 10 && string(data[:3]) == "ID3" {
		tag := 10 + int(data[6]&0x7f)<<21 + int(data[7]&0x7f)<<14 + int(data[8]&0x7f)<<7 + int(data[9]&0x7f)
		data = data[min(tag, len(data)):]
	}
	h, ok := mp3.ReadHeader(data)
	switch {
	case len(data) < mp3.HeaderBytes:
		return g, errors.New("too short for an MP3")
	case !ok:
		return g, errors.New("not an MP3")
	case h.Version() != mp3.MPEG1:
		return g, errors.New("not MPEG-1 Layer III")
	case h.Rate() != int(Rate):
		return g, errors.New("not at 48 kHz")
	case h.Channels() != 1:
		return g, errors.New("not mono")
	case len(data) < h.Size():
		return g, errors.New("too short for an MP3 with a gapless tag")
	}
	tag, _ := mp3.ReadInfo(h, data[:h.Size()])
	g = gapless{
		frames: data,
		skip:   h.Samples() + tag.Delay + mp3.DecoderDelay,
		length: int64(tag.Frames)*int64(h.Samples()) - int64(tag.Delay) - int64(tag.Padding),
	}
	const leastFrame = 96 // bytes, at 32 kbit/s and 48 kHz
	switch {
	case !tag.Gapless:
		return gapless{}, errors.New("no gapless tag (LAME writes one)")
	case g.length <= 0:
		return gapless{}, fmt.Errorf("gapless tag says %d samples", g.length)
	case tag.Frames > len(data)/leastFrame: // an allocation of that size could fail
		return gapless{}, fmt.Errorf("gapless tag says %d frames in %d bytes", tag.Frames, len(data))
	}
	return g, nil
}

// DecodeMP3 returns the samples of an MPEG-1 Layer III mono file at 48 kHz, without
// the delay and padding of the encoder: sample 0 is the first that was encoded, and
// there are as many as [MP3Length] says. A damaged file is an error.
func DecodeMP3(data []byte) ([]int16, error) {
	g, err := readGapless(data)
	if err != nil {
		return nil, err
	}
	var block [4096][2]int16
	d, samples := mp3.NewDecoder(bytes.NewReader(g.frames)), make([]int16, 0, g.length)
	for len(samples) < cap(samples) {
		n, err := d.Read(block[:])
		skip := min(g.skip, n)
		g.skip -= skip
		for _, v := range block[skip:min(n, skip+cap(samples)-len(samples))] {
			samples = append(samples, v[0])
		}
		switch missing := cap(samples) - len(samples); {
		case missing == 0:
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("damaged MP3: ends %d samples early", missing)
		case err != nil:
			return nil, fmt.Errorf("damaged MP3: %w", err)
		}
	}
	return samples, nil
}
