package arith

//go:generate go -C ../gen run ./arith -out ../arith/vector_amd64.s -stubs ../arith/vector_amd64.go -pkg arith

var (
	expVectors     = vectors{nil, expAVX2, expAVX512}
	sigmoidVectors = vectors{nil, sigmoidAVX2, sigmoidAVX512}
	tanhVectors    = vectors{nil, tanhAVX2, tanhAVX512}
	reluVectors    = vectors{nil, reluAVX2, reluAVX512}

	pullbackReLUVectors = vectors{nil, pullbackReLUAVX2, pullbackReLUAVX512}
)
