# The network: Llama, Mistral, Qwen2 and Qwen3, the whole forward pass with its KV cache, as TorchScript text.
# Java packs this file into a TorchScript archive at start-up (TorchScriptArchive) and libtorch compiles it; one call of
# `forward` is one native call. It looks like Python and is not quite: dtypes are libtorch's numbers, every local has
# one type, and operators are called as torch.name(...) whatever class they are a method of in Python.
#
# Letters in shapes:  N  tokens of this pass, all sequences one after the other
#                     T  tokens of one sequence in this pass
#                     C  cache rows those T tokens may see
#                     H  query heads, KV  key/value heads, G = H / KV, D  head size
#                     E  hidden size, F  feed-forward size, V  vocabulary, S  rows of a slot (the context length)

class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int                  # number of layers
  H : int
  KV : int
  D : int
  S : int
  window : int                  # a token sees this many positions, its own included; 0: all before it
  eps : float
  dtype : int                   # what is computed and cached in: 6 float32, 15 bfloat16
  weight_dtype : int            # of the products' weights: 6 float32, 15 bfloat16, 1 int8
  files : List[Tensor]          # whole weight files as bytes, uint8 [file size]
  embedding : List[Tensor]      # one: [V, E]
  norms : List[Tensor]          # [E] each: two a layer (before attention, before the feed-forward part), then the last
  head_norms : List[Tensor]     # Qwen3, one a layer: [H + KV, D], the norms of a query head and of a key head, repeated
  biases : List[Tensor]         # Qwen2, one a layer: [(H + 2 * KV) * D], of queries, keys and values
  weights : List[List[Tensor]]  # four a layer (see `linear`), then the head; parts are stacked along the output
  scales : List[Tensor]         # where weights are int8, one for each of them: [out], float32, in bfloat16's numbers
  ordered : bool                # `weights` are in the order of oneDNN's kernel, see `in_order`
  cos : List[Tensor]            # one: [S, 1, D] in dtype
  sin : List[Tensor]            # the first half negative, see `rotate`
  keys : List[Tensor]           # one a layer: [1, KV, slots * S, D], rotated; the row of a token is slot * S + position
  values : List[Tensor]         # what a head reads lies together, which is faster than heads side by side
  masks : List[Tensor]          # one a sequence of a pass, see `see`
  scratch : List[Tensor]        # one: room for a block of widened weights, see `widened`

  # ---- setting up ---------------------------------------------------------------------------------------------------

  def shape(self, layers: int, heads: int, kv_heads: int, head_size: int, window: int, eps: float, dtype: int,
            weight_dtype: int) -> int:
    self.layers = layers
    self.H = heads
    self.KV = kv_heads
    self.D = head_size
    self.window = window
    self.eps = eps
    self.dtype = dtype
    self.weight_dtype = weight_dtype
    if weight_dtype != dtype:
      self.scratch.append(torch.empty([2097152], dtype=dtype))
    return 0

  # inverse_frequencies: D/2 angles a position, in radians. torch.empty leaves the cache's pages to the operating system
  # until they are written: a long context that nobody uses costs nothing.
  def allocate(self, slots: int, rows: int, inverse_frequencies: List[float]) -> int:
    self.S = rows
    angles = torch.outer(torch.arange(rows, dtype=6), torch.tensor(inverse_frequencies, dtype=6)).unsqueeze(1)
    cos = torch.cos(angles)
    sin = torch.sin(angles)
    self.cos.append(torch.to(torch.cat([cos, cos], 2), self.dtype))
    self.sin.append(torch.to(torch.cat([-sin, sin], 2), self.dtype))
    for l in range(self.layers):
      self.keys.append(torch.empty([1, self.KV, slots * rows, self.D], dtype=self.dtype))
      self.values.append(torch.empty([1, self.KV, slots * rows, self.D], dtype=self.dtype))
    return 0

  # The first byte of a file, and how many there are.
  def file_begin(self, i: int) -> Tensor:
    return self.files[i][0]

  def file_size(self, i: int) -> int:
    return self.files[i].numel()

  def add_file(self, content: Tensor) -> int:
    self.files.append(content)
    return len(self.files)

  def drop_last_file(self) -> int:
    self.files.pop()
    return len(self.files)

  # Once every weight has been copied the files are not needed any more.
  def drop_files(self) -> int:
    self.files.clear()
    return 0

  # `shape` numbers of type dtype (6 float32, 5 float16, 15 bfloat16, 1 int8) that begin at a byte of a file; nothing is
  # copied unless they are not aligned to their size.
  def tensor(self, file: int, begin: int, shape: List[int], dtype: int) -> Tensor:
    size = 2
    if dtype == 6:
      size = 4
    if dtype == 1:
      size = 1
    source = self.files[file]
    strides = [1]
    count = shape[0]
    if len(shape) == 2:
      strides = [shape[1], 1]
      count = count * shape[1]
    if begin % size != 0:
      source = torch.clone(source[begin:begin + count * size])
      begin = 0
    return torch.set_(torch.empty([0], dtype=dtype), source, begin // size, shape, strides)

  # In `place` a weight is file, begin, rows, columns (0: a vector), dtype of the file.
  def located(self, place: List[int]) -> Tensor:
    if place[3] == 0:
      return self.tensor(place[0], place[1], [place[2]], place[4])
    return self.tensor(place[0], place[1], [place[2], place[3]], place[4])

  def add_norm(self, place: List[int]) -> int:
    self.norms.append(torch.clone(torch.to(self.located(place), self.dtype)))
    return len(self.norms)

  # places: the norm of queries [D], that of keys [D]
  def add_head_norms(self, places: List[int]) -> int:
    q = self.located(places[:5]).expand([self.H, self.D])
    k = self.located(places[5:]).expand([self.KV, self.D])
    self.head_norms.append(torch.to(torch.cat([q, k], 0), self.dtype))
    return len(self.head_norms)

  def add_bias(self, places: List[int]) -> int:
    parts = annotate(List[Tensor], [])
    for i in range(len(places) // 5):
      parts.append(torch.to(self.located(places[5 * i:5 * i + 5]), self.dtype))
    self.biases.append(torch.cat(parts, 0))
    return len(self.biases)

  def add_embedding(self, place: List[int], copy: bool) -> int:
    w = self.located(place)
    if copy:
      w = torch.to(w, self.weight_dtype, False, True)
    self.embedding.append(w)
    return len(self.embedding)

  # One product: the places of its parts one after the other. Copied parts become one matrix, which multiplies faster;
  # mapped ones stay where they are in the file.
  def add_linear(self, places: List[int], copy: bool) -> int:
    parts = annotate(List[Tensor], [])
    for i in range(len(places) // 5):
      w = self.located(places[5 * i:5 * i + 5])
      if copy:
        w = torch.to(w, self.weight_dtype)
      parts.append(w)
    if copy:
      parts = [torch.cat(parts, 0)]
    self.weights.append(parts)
    return len(self.weights)

  # Rows of a matrix as int8 and a scale each: the row's largest weight becomes 127 or a little less, because the scale is
  # rounded to bfloat16 first, so that it is exact in every kernel. Written into a file: all numbers, then the scales.
  def quantise(self, place: List[int], file: int) -> int:
    w = torch.to(self.located(place), 6)
    scale = torch.clamp_min(torch.amax(torch.abs(w), [1]) / 126.5, 1e-30)
    scale = torch.to(torch.to(scale, 15), 6)
    q = torch.clamp(torch.round(w / scale.unsqueeze(1)), -127, 127)
    numbers = place[2] * place[3]
    # As bytes: libtorch's compiler leaves out what is written through `set_`, which it does not know to be this memory.
    scale_bytes = torch.set_(torch.empty([0], dtype=0), scale, 0, [4 * place[2]], [1])
    self.files[file].narrow(0, 0, numbers).copy_(torch.to(q, 1).view([numbers]))
    self.files[file].narrow(0, numbers, 4 * place[2]).copy_(scale_bytes)
    return place[2]

  # The same to four bits, -8 to 7, stored 8 higher and two a byte, the first in the lower half; a block of a row has a scale
  # in bfloat16. Of some scales the one whose squared errors are the least, and then the one that fits its numbers best.
  def quantise_four(self, place: List[int], file: int, block: int) -> int:
    w = torch.to(self.located(place), 6).view([place[2], place[3] // block, block])
    largest = torch.clamp_min(torch.amax(torch.abs(w), [2], True), 1e-30)
    best = torch.full_like(largest, float("inf"))
    scale = torch.to(torch.to(largest / 8., 15), 6)
    for i in range(5):
      tried = torch.to(torch.to(largest / (6.5 + 0.75 * float(i)), 15), 6)
      errors = torch.sum(torch.square(self.four_bits(w, tried) * tried - w), [2], True)
      better = torch.lt(errors, best)
      best = torch.where(better, errors, best)
      scale = torch.where(better, tried, scale)
    q = self.four_bits(w, scale)
    fitted = torch.sum(w * q, [2], True) / torch.clamp_min(torch.sum(q * q, [2], True), 1.)
    fitted = torch.to(torch.to(torch.maximum(fitted, largest / 16.), 15), 6)
    errors = torch.sum(torch.square(self.four_bits(w, fitted) * fitted - w), [2], True)
    scale = torch.where(torch.lt(errors, best), fitted, scale)
    numbers = place[2] * place[3] // 2
    q = torch.to(self.four_bits(w, scale) + 8., 0).view([numbers, 2])
    halves = torch.to(scale, 15).contiguous()
    scale_bytes = torch.set_(torch.empty([0], dtype=0), halves, 0, [2 * halves.numel()], [1])
    self.files[file].narrow(0, 0, numbers).copy_(q.select(1, 0) + q.select(1, 1) * 16)
    self.files[file].narrow(0, numbers, 2 * halves.numel()).copy_(scale_bytes)
    return place[2]

  def four_bits(self, w: Tensor, scale: Tensor) -> Tensor:
    return torch.clamp(torch.round(w / scale), -8, 7)

  # places: the int8 matrix, its scales
  def add_quantised(self, places: List[int]) -> int:
    self.weights.append([self.located(places[:5])])
    self.scales.append(torch.clone(self.located(places[5:])))
    return len(self.weights)

  # Before `put_in_order` copies each matrix.
  def will_be_in_order(self) -> int:
    self.ordered = True
    return len(self.weights)

  # Copies a matrix in the order that oneDNN's kernel likes, which can't be mapped from a file.
  def put_in_order(self, i: int) -> int:
    parts = self.weights[i]
    w = parts[0]
    if len(parts) > 1:
      w = torch.cat(parts, 0)
    self.weights[i] = [self.in_order(w)]
    return 1

  def tie_head(self) -> int:
    self.weights.append([self.embedding[0]])
    return len(self.weights)

  # ---- one pass -----------------------------------------------------------------------------------------------------

  # Product i of a layer: 0 queries, keys and values, 1 attention output, 2 gate and up, 3 down. [N, in] -> [N, out]
  def linear(self, x: Tensor, layer: int, i: int) -> Tensor:
    parts = self.weights[4 * layer + i]
    if self.weight_dtype == 1:
      return self.product_int8(x, parts[0], self.scales[4 * layer + i])
    if len(parts) == 1:
      return self.product(x, parts[0])
    outs = annotate(List[Tensor], [])
    for w in parts:
      outs.append(self.product(x, w))
    return torch.cat(outs, 1)

  # Which kernel a product takes: here and in `product_int8` it is decided, by types and by rows. docs/engine.md has what
  # was measured. x [N, in] in dtype, w [out, in] -> [N, out] in dtype
  def product(self, x: Tensor, w: Tensor) -> Tensor:
    N = x.size(0)
    if self.ordered:
      return self.product_in_order(x, w)
    if self.weight_dtype == self.dtype:
      return torch.linear(x, w)
    if N == 1:
      # Reads the weights about as fast as memory gives them.
      return torch.to(torch.mv(w, torch.to(x[0], 15)), self.dtype).unsqueeze(0)
    if N == 2:
      return torch.to(torch.linear(torch.to(x, 15), w), self.dtype)
    # A block and its widened copy stay in the second level of cache; from 16 rows on the product itself costs more than
    # the copy, and likes long blocks.
    numbers = 262144
    if N >= 16:
      numbers = self.scratch[0].size(0)
    return self.widened(x, w, max(1, numbers // w.size(1)))

  # The same with int8 weights and a scale for each output. The kernel for few rows reads them as they are, in steps of 32;
  # where bfloat16 is multiplied in hardware widening pays earlier.
  def product_int8(self, x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
    few = 20
    if self.dtype == 15:
      few = 10
    if x.size(0) < few and w.size(1) % 32 == 0:
      return torch.to(torch._weight_int8pack_mm(torch.to(x, 15), w, torch.to(scale, 15)), self.dtype)
    return torch.mul_(self.widened(x, w, max(1, self.scratch[0].size(0) // w.size(1))), scale)

  # The product in dtype with weights of another type: `rows` outputs after the other are widened and multiplied.
  def widened(self, x: Tensor, w: Tensor, rows: int) -> Tensor:
    outputs = w.size(0)
    y = torch.empty([x.size(0), outputs], dtype=self.dtype)
    for i in range((outputs + rows - 1) // rows):
      n = min(rows, outputs - i * rows)
      block = self.scratch[0].narrow(0, 0, n * w.size(1)).view([n, w.size(1)])
      block.copy_(w.narrow(0, i * rows, n))
      torch.mm(x, block.t(), out=y.narrow(1, i * rows, n))
    return y

  def norm(self, x: Tensor, i: int) -> Tensor:
    return torch.rms_norm(x, [x.size(1)], self.norms[i], self.eps)

  # What attention computes with, of the normed input of a layer. [N, E] -> [N, H + 2 * KV, D]
  def queries_keys_values(self, x: Tensor, layer: int) -> Tensor:
    qkv = self.linear(x, layer, 0)
    if len(self.biases) > 0:
      qkv = qkv + self.biases[layer]
    return qkv.view([x.size(0), self.H + 2 * self.KV, self.D])

  # Queries and keys, each head normed by itself where the model does that. x [N, H + KV, D]
  def norm_heads(self, x: Tensor, layer: int) -> Tensor:
    if len(self.head_norms) == 0:
      return x
    return torch.rms_norm(x, [self.D], None, self.eps) * self.head_norms[layer]

  # Turns the pairs (a, b) = (j, j + D/2) of each head by the angles of its position: a cos - b sin, b cos + a sin.
  # Rolled by half a head, every number stands where its partner was. x [N, heads, D], cos and sin [N, 1, D]
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return torch.addcmul(x * cos, torch.roll(x, [self.D // 2], [2]), sin)

  # The first position that the token at `position` sees.
  def first_seen(self, position: int) -> int:
    if self.window == 0:
      return 0
    return max(0, position + 1 - self.window)

  # What to add to the scores of T tokens from position `start` on: 0 where a token sees a row, -inf where it does not,
  # repeated for the G heads that share a key: [G * T, C]. An empty tensor where no mask is needed.
  def mask(self, start: int, T: int) -> Tensor:
    first = self.first_seen(start)
    end = start + T
    if T == 1 or (start == 0 and (self.window == 0 or end <= self.window)):
      return torch.empty([0], dtype=self.dtype)
    mine = torch.arange(start, end, dtype=4).unsqueeze(1)
    theirs = torch.arange(first, end, dtype=4).unsqueeze(0)
    hidden = torch.gt(theirs, mine)
    if self.window > 0:
      hidden = torch.logical_or(hidden, torch.le(theirs, mine - self.window))
    m = torch.masked_fill(torch.zeros([T, end - first], dtype=self.dtype), hidden, float("-inf"))
    return m.repeat([self.H // self.KV, 1])

  # q [T, H, D] of one sequence, k and v [1, KV, C, D] -> [T, H * D]. The G query heads that share a key head are rows
  # of one product, so that no key is ever repeated in memory.
  def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    T = q.size(0)
    G = self.H // self.KV
    if T == 1:
      o = torch.scaled_dot_product_attention(q.view([1, self.KV, G, self.D]), k, v)
      return o.reshape([1, self.H * self.D])
    if mask.numel() == 0:
      return self.attend_fresh(q, k, v)
    q = q.view([T, self.KV, G, self.D]).permute([1, 2, 0, 3]).reshape([1, self.KV, G * T, self.D])
    o = torch.scaled_dot_product_attention(q, k, v, mask)
    return o.view([self.KV, G, T, self.D]).permute([2, 0, 1, 3]).reshape([T, self.H * self.D])

  # The same for a sequence from its first token on, where T = C: the causal kernel skips the upper triangle, which is
  # worth more than the repeated keys cost.
  def attend_fresh(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    T = q.size(0)
    G = self.H // self.KV
    k = torch.repeat_interleave(k, G, 1)
    v = torch.repeat_interleave(v, G, 1)
    o = torch.scaled_dot_product_attention(q.transpose(0, 1).unsqueeze(0), k, v, None, 0., True)
    return o[0].transpose(0, 1).reshape([T, self.H * self.D])

  # Sequence i brings lengths[i] of the ids, the first of them at position starts[i] of slot slots[i].
  # -> logits, float32, after the ids that `outputs` counts out: [outputs, V]
  def forward(self, ids: List[int], slots: List[int], starts: List[int], lengths: List[int],
              outputs: List[int]) -> Tensor:
    positions = annotate(List[Tensor], [])
    rows = annotate(List[Tensor], [])
    masks = annotate(List[Tensor], [])
    n = 0
    for i in range(len(slots)):
      p = torch.arange(starts[i], starts[i] + lengths[i], dtype=4)
      positions.append(p)
      rows.append(p + slots[i] * self.S)
      masks.append(self.mask(starts[i], lengths[i]))
      n = n + lengths[i]
    position = torch.cat(positions, 0)
    row = torch.cat(rows, 0)
    cos = self.cos[0].index_select(0, position)
    sin = self.sin[0].index_select(0, position)

    x = torch.to(torch.embedding(self.embedding[0], torch.tensor(ids, dtype=4)), self.dtype)         # [N, E]
    for l in range(self.layers):
      qkv = self.queries_keys_values(self.norm(x, 2 * l), l)
      turned = self.rotate(self.norm_heads(qkv.narrow(1, 0, self.H + self.KV), l), cos, sin)
      queries = turned.narrow(1, 0, self.H)
      self.keys[l].index_copy_(2, row, turned.narrow(1, self.H, self.KV).transpose(0, 1).unsqueeze(0))
      self.values[l].index_copy_(2, row, qkv.narrow(1, self.H + self.KV, self.KV).transpose(0, 1).unsqueeze(0))
      attended = annotate(List[Tensor], [])
      begin = 0
      for i in range(len(slots)):
        first = slots[i] * self.S + self.first_seen(starts[i])
        end = slots[i] * self.S + starts[i] + lengths[i]
        k = self.keys[l].narrow(2, first, end - first)
        v = self.values[l].narrow(2, first, end - first)
        attended.append(self.attend(queries.narrow(0, begin, lengths[i]), k, v, masks[i]))
        begin = begin + lengths[i]
      o = attended[0]
      if len(attended) > 1:
        o = torch.cat(attended, 0)
      x = x + self.linear(o, l, 1)
      both = self.linear(self.norm(x, 2 * l + 1), l, 2)                                              # [N, 2 * F]
      F = both.size(1) // 2
      x = x + self.linear(torch.silu(both.narrow(1, 0, F)) * both.narrow(1, F, F), l, 3)
    if len(outputs) < n:
      x = x.index_select(0, torch.tensor(outputs, dtype=4))
    return torch.to(self.linear(self.norm(x, 2 * self.layers), self.layers, 0), 6)

  # ---- attention by itself, for the rest of a pass in Java ------------------------------------------------------------

  # Before the layers of a pass.
  def see(self, starts: List[int], lengths: List[int]) -> int:
    self.masks.clear()
    for i in range(len(starts)):
      self.masks.append(self.mask(starts[i], lengths[i]))
    return len(self.masks)

  # Sequence i of the pass, in `slot` from position `start` on; q [T, H, D], turned, float32 -> [T, H * D], float32
  def attend_alone(self, layer: int, i: int, slot: int, start: int, q: Tensor) -> Tensor:
    first = slot * self.S + self.first_seen(start)
    end = slot * self.S + start + q.size(0)
    k = self.keys[layer].narrow(2, first, end - first)
    v = self.values[layer].narrow(2, first, end - first)
    return torch.to(self.attend(torch.to(q, self.dtype), k, v, self.masks[i]), 6)

  def copy_prefix(self, source: int, target: int, length: int) -> int:
    a = source * self.S
    b = target * self.S
    for l in range(self.layers):
      self.keys[l].narrow(2, b, length).copy_(self.keys[l].narrow(2, a, length))
      self.values[l].narrow(2, b, length).copy_(self.values[l].narrow(2, a, length))
    return length

  # The first numbers of the keys (half = 2 * layer) or values (2 * layer + 1) of a layer: where their memory begins.
  def cached(self, half: int) -> Tensor:
    if half % 2 == 0:
      return self.keys[half // 2][0, 0, 0]
    return self.values[half // 2][0, 0, 0]

  # ---- what Java's own kernels read where it lies (JavaNetwork) -----------------------------------------------------------

  def parts(self, i: int) -> int:
    return len(self.weights[i])

  def weight_begin(self, i: int, part: int) -> Tensor:
    return self.weights[i][part][0, 0]

  def embedding_begin(self) -> Tensor:
    return self.embedding[0][0, 0]

  # kind: 0 norms, 1 head norms, 2 biases, 3 scales -> float32, one row
  def vector(self, kind: int, i: int) -> Tensor:
    of = self.norms
    if kind == 1:
      of = self.head_norms
    if kind == 2:
      of = self.biases
    if kind == 3:
      of = self.scales
    return torch.to(of[i], 6).reshape([of[i].numel()])
