package main

import "os"

// crashAt kills this process at the named point, as a power cut would: tests ask for it with --test-crash-at. Without a name
// there is nothing to call.
func crashAt(point string) func(string) {
	if point == "" {
		return nil
	}
	return func(reached string) {
		if reached != point {
			return
		}
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {} // nothing more happens in between
	}
}
