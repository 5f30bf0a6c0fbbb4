//go:build avx512

#include "go_asm.h"
#include "textflag.h"

// TERM adds Z16 to those of 32 sums whose bit is set at offset(R8).
#define TERM(offset, mask, sums) \
	KMOVD    offset(R8), mask         \
	VPADDUSW Z16, sums, mask, sums

// END keeps 32 sums, and of those who are open who come to what is needed.
#define END(count, offset, at, sums) \
	VPBROADCASTW count(BX), Z16       \
	KMOVD        offset(DX), K1       \
	VPCMPUW      $5, Z16, sums, K1, K1 \
	KMOVD        K1, offset(DX)       \
	VMOVDQU16    sums, at(DI)

// func addFour(terms []term, at int, open *[4]uint64, need *[4]uint32, sums *[4][64]uint16)
TEXT ·addFour(SB), NOSPLIT, $0-56
	MOVQ  terms_base+0(FP), SI
	MOVQ  terms_len+8(FP), CX
	MOVQ  at+24(FP), AX
	MOVQ  open+32(FP), DX
	MOVQ  need+40(FP), BX
	MOVQ  sums+48(FP), DI
	SHLQ  $3, AX
	VPXORQ Z0, Z0, Z0
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	VPXORQ Z5, Z5, Z5
	VPXORQ Z6, Z6, Z6
	VPXORQ Z7, Z7, Z7
	TESTQ CX, CX
	JZ    end

next:
	MOVQ         term_bits(SI), R8
	VPBROADCASTW term_units(SI), Z16
	ADDQ         AX, R8
	TERM(0, K1, Z0)
	TERM(4, K2, Z1)
	TERM(8, K3, Z2)
	TERM(12, K4, Z3)
	TERM(16, K5, Z4)
	TERM(20, K6, Z5)
	TERM(24, K7, Z6)
	TERM(28, K1, Z7)
	ADDQ         $term__size, SI
	DECQ         CX
	JNZ          next

end:
	END(0, 0, 0, Z0)
	END(0, 4, 64, Z1)
	END(4, 8, 128, Z2)
	END(4, 12, 192, Z3)
	END(8, 16, 256, Z4)
	END(8, 20, 320, Z5)
	END(12, 24, 384, Z6)
	END(12, 28, 448, Z7)
	VZEROUPPER
	RET

// EIGHT adds what take makes of eight words at SI (Z0), with those at BX, to as many at DI, and goes on to CX, a multiple of eight.
#define EIGHT(take) \
	XORQ      AX, AX             \
loop:                              \
	CMPQ      AX, CX               \
	JGE       done                 \
	VMOVDQU64 (SI)(AX*8), Z0       \
	take                           \
	VPORQ     (DI)(AX*8), Z0, Z0   \
	VMOVDQU64 Z0, (DI)(AX*8)       \
	ADDQ      $8, AX               \
	JMP       loop                 \
done:                              \
	VZEROUPPER                     \
	RET

#define AND VPANDQ (BX)(AX*8), Z0, Z0
#define BUT VPTERNLOGQ $0x40, (BX)(AX*8), Z0, Z0
#define NOR VPTERNLOGQ $0x01, (BX)(AX*8), Z0, Z0

// func orEights(into, a []uint64)
TEXT ·orEights(SB), NOSPLIT, $0-48
	MOVQ into_base+0(FP), DI
	MOVQ into_len+8(FP), CX
	MOVQ a_base+24(FP), SI
	EIGHT(NOP)

// func orBothEights(into, a, b []uint64)
TEXT ·orBothEights(SB), NOSPLIT, $0-72
	MOVQ into_base+0(FP), DI
	MOVQ into_len+8(FP), CX
	MOVQ a_base+24(FP), SI
	MOVQ b_base+48(FP), BX
	EIGHT(AND)

// func orButEights(into, a, but []uint64)
TEXT ·orButEights(SB), NOSPLIT, $0-72
	MOVQ into_base+0(FP), DI
	MOVQ into_len+8(FP), CX
	MOVQ a_base+24(FP), SI
	MOVQ but_base+48(FP), BX
	EIGHT(BUT)

// func orNoneEights(into, a, b []uint64)
TEXT ·orNoneEights(SB), NOSPLIT, $0-72
	MOVQ into_base+0(FP), DI
	MOVQ into_len+8(FP), CX
	MOVQ a_base+24(FP), SI
	MOVQ b_base+48(FP), BX
	EIGHT(NOR)
