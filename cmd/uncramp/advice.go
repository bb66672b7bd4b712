package main

import (
	_ "embed"
	"io"

	"github.com/spf13/cobra"
)

//go:embed advice.txt
var advice string

func adviceCommand() *cobra.Command {
	return &cobra.Command{
		Use: "advice", Short: "When not to stretch, when to see a doctor, food and drink", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := io.WriteString(c.OutOrStdout(), advice)
			return err
		},
	}
}
