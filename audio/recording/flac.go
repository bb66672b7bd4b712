package recording

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"
)

// openFLAC reads the header of a FLAC file (RFC 9639, 8).
func openFLAC(src io.ReadSeeker, size int64) (Format, decoder, error) {
	at, err := src.Seek(4, io.SeekCurrent) // the mark
	if err != nil {
		return Format{}, nil, err
	}
	var info [34]byte
	for first, last := true, false; !last; first = false {
		var head [4]byte
		if _, err := io.ReadFull(src, head[:]); err != nil {
			return Format{}, nil, cutOff(err, "within its header")
		}
		kind, length := head[0]&0x7f, int64(binary.BigEndian.Uint32(head[:])&0xffffff)
		last = head[0]&0x80 != 0
		switch {
		case first && (kind != 0 || length != int64(len(info))):
			return Format{}, nil, fmt.Errorf("%w: no stream information in its header", ErrDamaged)
		case first:
			if _, err := io.ReadFull(src, info[:]); err != nil {
				return Format{}, nil, cutOff(err, "within its header")
			}
		}
		if at += 4 + length; at > size {
			return Format{}, nil, cutOff(io.ErrUnexpectedEOF, "within its header")
		}
		if _, err := src.Seek(at, io.SeekStart); err != nil {
			return Format{}, nil, err
		}
	}
	word := binary.BigEndian.Uint64(info[10:])
	f := Format{
		Kind: "FLAC", Bits: int(word>>36&31) + 1,
		Rate: beep.SampleRate(word >> 44), Channels: int(word>>41&7) + 1,
		Length: int(word & (1<<36 - 1)),
	}
	if f.Length == 0 { // not known to the encoder, which wrote to a pipe
		f.Length = -1
	}
	if f.Bits < 4 || f.Bits > 24 {
		return f, nil, formatError(fmt.Sprintf("samples of %d bits (read are 4 to 24)", f.Bits))
	}
	return f, &flacSound{Format: f, bits: newFLACBits(src), fold: foldDown(f.Channels, 0), left: f.Length}, nil
}

// flacSound is the sound of a FLAC file.
type flacSound struct {
	Format
	bits *flacBits
	fold []earGain // of more than two channels
	left int       // samples to come; -1 where that is not known

	channels     [MaxChannels][]int32 // of a frame
	next, length int                  // in the frame, of its samples
}

func (s *flacSound) read(frames [][2]float64) (int, error) {
	for s.next == s.length { // a frame at the end can be empty
		if s.left == 0 {
			return 0, io.EOF
		}
		if err := s.frame(); err != nil {
			return 0, err
		}
	}
	n := min(len(frames), s.length-s.next)
	if s.left > 0 {
		n = min(n, s.left)
		s.left -= n
	}
	frames = frames[:n]
	left, right := s.channels[0][s.next:][:n], s.channels[s.Channels-1][s.next:][:n]
	scale := 1 / float64(int(1)<<(s.Bits-1))
	if s.fold != nil {
		clear(frames)
		for c, gain := range s.fold {
			gain := earGain{gain[0] * scale, gain[1] * scale}
			for i, v := range s.channels[c][s.next:][:n] {
				frames[i][0] += gain[0] * float64(v)
				frames[i][1] += gain[1] * float64(v)
			}
		}
	} else {
		for i := range frames {
			frames[i] = [2]float64{float64(left[i]) * scale, float64(right[i]) * scale}
		}
	}
	s.next += n
	return n, nil
}

var errFLACSync = fmt.Errorf("%w: no FLAC frame where one should begin", ErrDamaged)

// frame decodes the next frame (RFC 9639, 9), whose checksum is verified.
func (s *flacSound) frame() error {
	b := s.bits
	b.begin()
	if err := b.need(16); err != nil {
		return err
	}
	switch left := b.left(); {
	case left == 0, s.left < 0 && isMP3Mark(b.bytes()): // an ID3v1 tag behind the last one
		return io.EOF
	case left < 2*8:
		return cutOff(io.ErrUnexpectedEOF, "within a frame")
	}
	h, err := s.header()
	if err != nil {
		return err
	}
	for c := range h.channels {
		if cap(s.channels[c]) < h.size {
			s.channels[c] = make([]int32, h.size)
		}
		s.channels[c] = s.channels[c][:h.size]
		bits := s.Bits
		if h.assignment.side() == c {
			bits++
		}
		if err := b.subframe(s.channels[c], bits); err != nil {
			return err
		}
	}
	if err := b.end(); err != nil {
		return err
	}
	h.assignment.join(s.channels[0], s.channels[1])
	s.next, s.length = 0, h.size
	return nil
}

// flacHeader is what a frame's header says.
type flacHeader struct {
	size, channels int
	assignment     flacStereo
}

// header reads a frame's header (RFC 9639, 9.1). All frames have the format of
// the file.
func (s *flacSound) header() (h flacHeader, err error) {
	b := s.bits
	if b.read(15) != 0x7ffc {
		return h, errFLACSync
	}
	b.read(1) // whether blocks vary in size: each says its own
	size, rate, channels, depth := b.read(4), b.read(4), b.read(4), b.read(3)
	b.read(1)
	number := b.read(8) // of the frame or of its first sample, as UTF-8 has it
	for mask := 0x40; number&0x80 != 0 && number&mask != 0; mask >>= 1 {
		b.read(8)
	}
	switch {
	case size == 0:
		return h, errFLACSync
	case size == 1:
		h.size = 192
	case size < 6:
		h.size = 144 << size
	case size == 6:
		h.size = b.read(8) + 1
	case size == 7:
		h.size = b.read(16) + 1
	default:
		h.size = 1 << size
	}
	rates := [16]int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}
	hz := rates[rate]
	switch rate {
	case 12:
		hz = b.read(8) * 1000
	case 13:
		hz = b.read(16)
	case 14:
		hz = b.read(16) * 10
	case 15:
		return h, errFLACSync
	}
	if !b.checked() {
		return h, errFLACSync
	}
	h.channels = channels + 1
	if channels > 7 {
		h.channels, h.assignment = 2, flacStereo(channels-7)
	}
	bits := [8]int{0, 8, 12, 0, 16, 20, 24, 32}[depth]
	if h.channels != s.Channels || channels > 10 || bits != 0 && bits != s.Bits || hz != 0 && hz != int(s.Rate) {
		return h, fmt.Errorf("%w: a FLAC frame of another format than its file", ErrDamaged)
	}
	return h, nil
}

// flacStereo is how the two channels of a frame are stored (RFC 9639, 4.2): left
// and side, side and right, middle and side, or as they are.
type flacStereo int

const (
	flacLeftSide flacStereo = 1 + iota
	flacSideRight
	flacMiddleSide
)

// side is the channel that has a bit more; -1: none.
func (a flacStereo) side() int {
	return [...]int{-1, 1, 0, 1}[a]
}

// join makes them left and right.
func (a flacStereo) join(first, second []int32) {
	switch a {
	case flacLeftSide:
		for i, left := range first {
			second[i] = left - second[i]
		}
	case flacSideRight:
		for i, right := range second {
			first[i] += right
		}
	case flacMiddleSide:
		for i, side := range second {
			twice := first[i]<<1 | side&1
			first[i], second[i] = (twice+side)>>1, (twice-side)>>1
		}
	}
}
