// Package board is the part of programs that brokers: somebody posts a tool they would open or a need that they have, organisers (brokers)
// look at it, a checklist says what is missing (owner, licence, home), and people who would like to help are introduced.
//
// An entry is one document: offered, looked, ready, opened (a tool), met (a need), withdrawn. Until a broker looked at it only they and
// who posted it see it; whoever posted it and changes what was looked at has it looked at again. A tool is ready once somebody agreed who
// owns it, its licence is open, and it has a home. Opened is a fact: the catalogue hears it, asks for the home and takes it in as a project.
//
// Whoever would like to help has a document of their own. Brokers read of them, with how they fit (matching), and introduce them; nobody
// else learns that they would have. Names are on no list: who posted is known to brokers, and to whom they were introduced. Whom a block
// parts are absent to each other here: an entry to whom its author is parted from, and their willingness to the broker (ADR 4).
//
// Routes: /api/v1/programmes/{id}/board, /api/v1/board. Facts: board_moved, board_introduced. Answers: board_needs (matching), board_tool (catalog).
package board
