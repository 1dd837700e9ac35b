
  # ---- bfloat16 in oneDNN's order: the end of class Network where libtorch has oneDNN and the processor uses it ----------

  # [out, in] in bfloat16 -> a tensor of the same shape that only `product_in_order` can read
  def in_order(self, w: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(w, None)

  # A row or two are read as four, which takes a sixth less time: the kernel then has enough sums going to wait for none.
  def product_in_order(self, x: Tensor, w: Tensor) -> Tensor:
    N = x.size(0)
    scalars = annotate(List[Optional[number]], [])
    if N < 4:
      four = torch.cat([x, torch.zeros([4 - N, x.size(1)], dtype=15)], 0)
      return ops.mkldnn._linear_pointwise(four, w, None, "none", scalars, "").narrow(0, 0, N)
    return ops.mkldnn._linear_pointwise(x, w, None, "none", scalars, "")
