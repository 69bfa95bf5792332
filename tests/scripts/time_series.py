import math, numpy as np, torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

torch.manual_seed(0)
np.random.seed(0)
t = np.linspace(0, 20, 200)
series = np.sin(t) + 0.1 * np.random.randn(200)
scale = abs(series).max()
s = torch.FloatTensor((series / scale).reshape(-1, 1)).view(-1)


def create_inout_sequences(input_data, tw):
    inout_seq = []
    for i in range(len(input_data) - tw):
        inout_seq.append((input_data[i : i + tw], input_data[i + tw : i + tw + 1]))
    return inout_seq


seqs = create_inout_sequences(s[:40], 10)


class LSTM(nn.Module):
    def __init__(self, input_size=1, hidden_layer_size=10, output_size=1):
        super().__init__()
        self.hidden_layer_size = hidden_layer_size
        self.lstm = nn.LSTM(input_size, hidden_layer_size)
        self.linear = nn.Linear(hidden_layer_size, output_size)
        self.hidden_cell = (
            torch.zeros(1, 1, self.hidden_layer_size),
            torch.zeros(1, 1, self.hidden_layer_size),
        )

    def forward(self, input_seq):
        lstm_out, self.hidden_cell = self.lstm(
            input_seq.view(len(input_seq), 1, -1), self.hidden_cell
        )
        predictions = self.linear(lstm_out.view(len(input_seq), -1))
        return predictions[-1]


model = LSTM()
loss_function = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
print(model)
for seq, labels in seqs[:3]:
    optimizer.zero_grad()
    model.hidden_cell = (
        torch.zeros(1, 1, model.hidden_layer_size),
        torch.zeros(1, 1, model.hidden_layer_size),
    )
    y_pred = model(seq)
    single_loss = loss_function(y_pred, labels)
    single_loss.backward()
    optimizer.step()
print(f"{single_loss.item():10.8f}")
model.eval()
test_inputs = s[-10:].tolist()
for i in range(3):
    seq = torch.FloatTensor(test_inputs[-10:])
    with torch.no_grad():
        model.hidden = (torch.zeros(1, 1, 10), torch.zeros(1, 1, 10))
        test_inputs.append(model(seq).item())
print((np.array(test_inputs[10:]) * scale).shape)


class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.rnn = getattr(nn, kind)(
            3, 5, num_layers=2, batch_first=True, dropout=0.1, bidirectional=True
        )
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        h0 = torch.zeros(4, x.size(0), 5).to(x.device)
        out, _ = self.rnn(x, (h0, h0.clone()) if isinstance(self.rnn, nn.LSTM) else h0)
        return self.fc(out[:, -1, :])


for kind in ("LSTM", "GRU", "RNN"):
    net = Net(kind)
    opt = torch.optim.RMSprop(net.parameters(), lr=1e-3)
    for name, p in net.named_parameters():
        if "bias" in name:
            nn.init.constant_(p, 0.0)
        elif "weight_hh" in name:
            nn.init.orthogonal_(p)
        elif "weight_ih" in name:
            nn.init.xavier_normal_(p)
    x = torch.randn(4, 6, 3)
    y = torch.tensor([0, 1, 1, 0])
    for _ in range(2):
        loss = nn.functional.cross_entropy(net(x), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5)
        opt.step()
    print(kind, loss.item())
seqs = [torch.tensor([1.0, 2, 3]), torch.tensor([4.0, 5]), torch.tensor([6.0])]
lengths = [len(x) for x in seqs]
padded = pad_sequence(seqs, batch_first=True).unsqueeze(-1)
rnn = nn.GRU(1, 2, batch_first=True)
out, h = rnn(padded)
ls = lengths
print(out.shape, ls, h.shape)
