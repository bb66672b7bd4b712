package tags

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
)

// Cover returns the cover of a session for which no other was named: a breath that spreads
// in rings.
var Cover = sync.OnceValue(func() *Picture {
	var file bytes.Buffer
	if err := png.Encode(&file, drawCover()); err != nil {
		panic(err) // memory takes all that is written
	}
	return &Picture{"image/png", coverSide, coverSide, file.Bytes()}
})

const coverSide = 512

// drawCover counts in integers, so that every processor draws the same.
func drawCover() image.Image {
	const (
		fine   = 4 // points a pixel, each way
		shades = fine * fine
		half   = coverSide / 2
	)
	ground, line := color.RGBA{0x12, 0x2b, 0x39, 0xff}, color.RGBA{0xf2, 0xd7, 0xa0, 0xff}
	palette := make(color.Palette, shades+1)
	for i := range palette {
		mix := func(a, b uint8) uint8 { return uint8((int(a)*(shades-i) + int(b)*i) / shades) }
		palette[i] = color.RGBA{mix(ground.R, line.R), mix(ground.G, line.G), mix(ground.B, line.B), 0xff}
	}
	rings := []struct{ from, to int }{{0, 44}, {84, 98}, {138, 148}, {190, 196}} // pixels from the middle
	within := func(square int) bool {
		for _, r := range rings {
			if from, to := r.from*fine, r.to*fine; from*from <= square && square < to*to {
				return true
			}
		}
		return false
	}
	img := image.NewPaletted(image.Rect(0, 0, coverSide, coverSide), palette)
	for y := range half {
		for x := range half {
			shade := uint8(0)
			for i := range shades {
				// Twice the distance, because points lie half a step beside the middle.
				dx, dy := 2*(x*fine+i%fine)+1, 2*(y*fine+i/fine)+1
				if within((dx*dx + dy*dy) / 4) {
					shade++
				}
			}
			for _, at := range []image.Point{{half + x, half + y}, {half + x, half - 1 - y}, {half - 1 - x, half + y}, {half - 1 - x, half - 1 - y}} {
				img.SetColorIndex(at.X, at.Y, shade)
			}
		}
	}
	return img
}
