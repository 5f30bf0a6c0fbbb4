// Command initiate makes a one-node replica set of a mongod on this machine; scripts/mongod uses it.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/waymark-dev/waymark/pkg/store/mongostore"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: initiate host:port")
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := mongostore.Initiate(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
