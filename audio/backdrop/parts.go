package backdrop

import (
	"io"
	"os"
	"time"

	"uncramp/audio/recording"
)

// Of an MP3 a minute stands for three: it is decoded at 25 to 60 times real
// time only. It is taken from six places of those three minutes, so that a soft
// beginning is not taken for the whole.
const (
	mp3Parts = 6
	mp3Part  = 10 * time.Second
)

// part is a part of a file that is measured.
type part struct {
	*recording.Reader
	length int // samples, if there are as many
}

// parts of a file, in their order. The first begins with it.
type parts struct {
	list []part
	file *os.File // that all but the first are read from
}

func (p *parts) close() {
	if p.file != nil {
		p.file.Close()
	}
}

// split finds the parts of the file that r reads.
func split(path string, r *recording.Reader) (*parts, error) {
	const minute = mp3Parts * mp3Part
	switch {
	case r.Kind != "MP3":
		return &parts{list: []part{{r, r.Rate.N(measured)}}}, nil
	case r.Length < r.Rate.N(minute): // or it is not known where 3 minutes end
		return &parts{list: []part{{r, r.Rate.N(minute)}}}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p := &parts{list: []part{{r, r.Rate.N(mp3Part)}}, file: file}
	info, err := file.Stat()
	if err != nil {
		p.close()
		return nil, err
	}
	last := min(r.Rate.N(measured), r.Length) - r.Rate.N(mp3Part)
	for i := 1; i < mp3Parts; i++ {
		// Of a variable bit rate this is not quite the time, but near enough.
		at := float64(info.Size()) / float64(r.Length) * float64(last*i/(mp3Parts-1))
		if joined := join(file, int64(at), info.Size(), r.Format); joined != nil {
			p.list = append(p.list, part{joined, r.Rate.N(mp3Part)})
		}
	}
	return p, nil
}

// join reads an MP3 file from the first frame on behind an offset; nil where
// there is none of the format.
func join(file io.ReaderAt, at, size int64, format recording.Format) *recording.Reader {
	window := make([]byte, 4<<10) // the largest frame has 1441 bytes
	n, _ := file.ReadAt(window, at)
	for i := 0; i+1 < n; i++ {
		if window[i] != 0xff || window[i+1]&0xe0 != 0xe0 {
			continue
		}
		from := at + int64(i)
		r, err := recording.New(io.NewSectionReader(file, from, size-from))
		if err == nil && r.Kind == format.Kind && r.Rate == format.Rate && r.Channels == format.Channels {
			return r
		}
	}
	return nil
}
