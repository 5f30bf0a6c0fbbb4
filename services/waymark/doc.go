// Command waymark is the one binary: every service in one process, or those named by --target, the gateway before them, and
// the command line.
//
//	waymark serve          run it (embedded NATS and store in a data folder, unless told otherwise)
//	waymark demo           run it with real projects and made-up people
//	waymark tour           do the whole main job and say at each step what happened
//	waymark import FILE…   read projects and issues from lists
//	waymark match          pair the people of two spreadsheets, with a proof; no server is needed
//	waymark config check   print the effective configuration, secrets hidden
//	waymark doctor         say what is wrong with this machine or configuration, and what to do
//	waymark match …        pair the people of two spreadsheets, without a server
//	waymark export         write what is stored about you
//	waymark sign-in        print an access token, for scripts
//	waymark nats-users     make the NATS users of a deployment
//	waymark version        print the version
//
// No line asks whether it runs alone or with others: world.go hands in connections, and that is the only difference. Exit
// status 0: done; 1: failed; 2: wrong usage.
package main
