"""A PyTorch network as ONNX, by the `onnx` package."""

from onnx import TensorProto, checker, helper
from torch import nn

OPERATORS = {
    nn.ReLU: "Relu",
    nn.ELU: "Elu",
    nn.Softplus: "Softplus",
    nn.Softsign: "Softsign",
    nn.Sigmoid: "Sigmoid",
    nn.Tanh: "Tanh",
    nn.Identity: "Identity",
    # Of the last dimension, by default.
    nn.LogSoftmax: "LogSoftmax",
}


def onnx_model(layers):
    """The fields that `src/program/onnx.rs` writes, by the `onnx` package."""
    nodes, tensors, value = [], [], "images"
    for place, layer in enumerate(layers):
        inputs = [value]
        for name, parameter in layer.named_parameters():
            name = f"{place}.{name}"
            data = parameter.detach().numpy().astype("<f4").tobytes()
            tensors.append(helper.make_tensor(name, TensorProto.FLOAT, parameter.shape, data, raw=True))
            inputs.append(name)
        value = "logits" if place == len(layers) - 1 else f"{place}.output"
        if isinstance(layer, nn.Linear):
            nodes.append(helper.make_node("Gemm", inputs, [value], str(place), transB=1))
        else:
            nodes.append(helper.make_node(OPERATORS[type(layer)], inputs, [value], str(place)))

    def rows(name, width):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])

    linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
    graph = helper.make_graph(
        nodes,
        "mlp",
        [rows("images", linear[0].in_features)],
        [rows("logits", linear[-1].out_features)],
        tensors,
    )
    model = helper.make_model(
        graph,
        producer_name="chain-rule",
        ir_version=7,
        opset_imports=[helper.make_opsetid("", 13)],
        doc_string="A row of `images` is one image: its pixels from 0 (paper) to 255 (ink), line "
        "by line from the top, each as (pixel / 255 - mean) / std. The largest of `logits` names "
        "the class.",
    )
    about = {"preprocessing": "(pixel / 255 - mean) / std", "mean": "0.1307", "std": "0.3081"}
    helper.set_model_props(model, about)
    checker.check_model(model, full_check=True)
    return model
