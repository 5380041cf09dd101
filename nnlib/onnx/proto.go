package onnx

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The fields of onnx.proto that a model here needs, by their numbers.
const (
	modelIRVersion    = 1 // ModelProto
	modelProducerName = 2
	modelGraph        = 7
	modelOpsetImport  = 8

	opsetVersion = 2 // OperatorSetIdProto; no domain means ONNX's own operators

	graphNode        = 1 // GraphProto
	graphName        = 2
	graphInitializer = 5
	graphDocString   = 10
	graphInput       = 11
	graphOutput      = 12

	nodeInput     = 1 // NodeProto
	nodeOutput    = 2
	nodeName      = 3
	nodeOpType    = 4
	nodeAttribute = 5

	attributeName = 1 // AttributeProto
	attributeI    = 3
	attributeType = 20

	tensorDims     = 1 // TensorProto
	tensorDataType = 2
	tensorName     = 8
	tensorRawData  = 9

	valueName      = 1 // ValueInfoProto
	valueType      = 2
	typeTensor     = 1 // TypeProto
	tensorElemType = 1 // TypeProto.Tensor
	tensorShape    = 2
	shapeDim       = 1 // TensorShapeProto
	dimValue       = 1 // TensorShapeProto.Dimension
	dimParam       = 2
)

const (
	typeDouble   = 11 // TensorProto.DataType.DOUBLE
	attributeInt = 2  // AttributeProto.AttributeType.INT
)

// message is a protocol buffer message under way.
type message []byte

func (m *message) int(field protowire.Number, v int) {
	*m = protowire.AppendTag(*m, field, protowire.VarintType)
	*m = protowire.AppendVarint(*m, uint64(v))
}

func (m *message) bytes(field protowire.Number, v []byte) {
	*m = protowire.AppendTag(*m, field, protowire.BytesType)
	*m = protowire.AppendBytes(*m, v)
}

func (m *message) string(field protowire.Number, v string) { m.bytes(field, []byte(v)) }

// tensor returns a TensorProto of float64 values in row-major order; no dims make it a number.
func tensor(name string, values []float64, dims ...int) message {
	raw := make([]byte, 0, 8*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	var m message
	for _, d := range dims {
		m.int(tensorDims, d)
	}
	m.int(tensorDataType, typeDouble)
	m.string(tensorName, name)
	m.bytes(tensorRawData, raw)
	return m
}

// points returns a ValueInfoProto: N rows of float64, of any number N.
func points(name string, columns int) message {
	var rows, cols, shape, tensor, kind, m message
	rows.string(dimParam, "N")
	cols.int(dimValue, columns)
	shape.bytes(shapeDim, rows)
	shape.bytes(shapeDim, cols)
	tensor.int(tensorElemType, typeDouble)
	tensor.bytes(tensorShape, shape)
	kind.bytes(typeTensor, tensor)
	m.string(valueName, name)
	m.bytes(valueType, kind)
	return m
}

// node returns a NodeProto, named as its output.
func node(op, output string, inputs []string, attributes ...message) message {
	var m message
	for _, in := range inputs {
		m.string(nodeInput, in)
	}
	m.string(nodeOutput, output)
	m.string(nodeName, output)
	m.string(nodeOpType, op)
	for _, a := range attributes {
		m.bytes(nodeAttribute, a)
	}
	return m
}

// attribute returns an AttributeProto with an integer.
func attribute(name string, v int) message {
	var m message
	m.string(attributeName, name)
	m.int(attributeI, v)
	m.int(attributeType, attributeInt)
	return m
}
