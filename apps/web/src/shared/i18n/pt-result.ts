/** What is said about a result beyond the ranking itself, the words to read it by, and the way to a first one. */
export const ptResult = {
  insight: {
    title: 'As variáveis que mais pesam',
    weak: 'O modelo erra muito em linhas que nunca viu: leia estes cartões como pista, não como resposta.',
    influence: 'da influência',
    effect: 'Efeito médio: desloca a previsão em {effect}, para mais ou para menos, na unidade do alvo.',
    reading: {
      increases:
        'Valores mais altos desta variável aparecem junto com valores mais altos do alvo. Se isso é bom depende do que se quer do alvo.',
      decreases:
        'Valores mais altos desta variável aparecem junto com valores mais baixos do alvo. Se isso é bom depende do que se quer do alvo.',
      nonmonotonic:
        'Em algumas faixas está associada a um alvo mais alto, em outras a um mais baixo. Aumentar sempre, ou reduzir sempre, não serve.',
      categorical:
        'Algumas categorias estão associadas a um alvo mais alto, outras a um mais baixo. Compare uma com a outra.',
      none: 'Ela ajuda a prever o alvo, mas não há um sentido que valha para todos os dados.',
      unknown: 'Ela ajuda a prever o alvo; o serviço de modelo não informou em que sentido.',
      given: 'O texto acima é do serviço de modelo, como foi recebido.',
    },
  },
  export: {
    toolbar: 'Levar o resultado',
    image: 'Baixar imagem (PNG)',
    imageFailed: 'Este navegador não conseguiu criar a imagem. Imprima a página ou baixe o CSV.',
    brazilian: 'Baixar CSV (Excel em português)',
    neutral: 'Baixar CSV neutro (vírgula e ponto)',
    print: 'Imprimir',
    column: {
      position: 'Posição',
      variable: 'Variável',
      share: 'Influência (%)',
      effect: 'Efeito médio',
      direction: 'Direção',
      target: 'Alvo',
      rows: 'Linhas',
      file: 'Arquivo',
      analysis: 'Análise',
      finished: 'Terminada em',
    },
  },
  comparison: {
    title: 'Mudança desde a última análise',
    with: 'Comparada com a <link>análise {id}</link>, do mesmo alvo: {rows, plural, one {# linha} other {# linhas}}, arquivo {file}, terminada em {when}.',
    figure: '{label}: {before} → {now} ({difference})',
    r2: 'Acerto em dados novos (R²)',
    mae: 'Erro médio (MAE)',
    caution: 'As duas foram conferidas em linhas diferentes: diferenças pequenas podem ser só acaso.',
    unchanged: 'As variáveis que mais pesam estão na mesma ordem.',
    table: 'Posição das variáveis que mais pesam, antes e agora',
    before: 'Antes',
    now: 'Agora',
    move: 'Mudança',
    place: '{position}ª',
    up: '▲{places}',
    down: '▼{places}',
    upWords: 'subiu {places, plural, one {# posição} other {# posições}}',
    downWords: 'desceu {places, plural, one {# posição} other {# posições}}',
    same: 'igual',
    new: 'nova',
    gone: 'saiu',
    others:
      '{count, plural, one {Mais # variável fora das dez primeiras.} other {Mais # variáveis fora das dez primeiras.}}',
  },
  help: {
    open: 'Ajuda: o que as palavras querem dizer',
    short: 'O que estas palavras querem dizer',
    title: 'Cinco palavras para ler o resultado',
    close: 'Fechar',
    influence: 'Influência',
    influenceBody:
      'Quanto de tudo o que o modelo usa para prever o alvo vem de cada variável. As influências somam 100 %. É associação nos seus dados, não prova de causa.',
    direction: 'Direção',
    directionBody:
      'Para que lado o alvo tende quando a variável aumenta: ▲ aumenta, ▼ reduz, ~ depende da faixa. Não diz se é bom ou ruim: aumentar o refugo é ruim, aumentar a produção boa é bom.',
    r2: 'R² (acerto em dados novos)',
    r2Body:
      'Parte da variação do alvo que o modelo explica em linhas que nunca viu. 1 é perfeito; 0 é o mesmo que repetir a média. Quanto mais perto de 0, menos vale o ranking.',
    mae: 'MAE (erro médio)',
    maeBody:
      'Quanto a previsão erra em média, na unidade do alvo. Compare com a faixa em que o alvo varia: errar 4 numa faixa de 80 é pouco; numa faixa de 5, é muito.',
    rows: 'Linhas',
    rowsBody:
      'Cada linha do arquivo é um lote, uma hora ou uma peça. O modelo aprende com a maior parte e é conferido no resto, que nunca viu. Com poucas linhas, o ranking é menos firme.',
  },
  sample: {
    start: 'Experimentar com um exemplo',
    hint: 'O exemplo: 1.030 misturas de concreto e a resistência de cada uma. A análise leva menos de um minuto.',
    machineName: 'Concreto (exemplo)',
    starting: 'Preparando o exemplo',
    failed: 'O exemplo não pôde ser preparado',
  },
  tour: {
    label: 'Passeio pelo exemplo',
    number: 'Passo {number} de {count}',
    next: 'Próximo',
    previous: 'Anterior',
    end: 'Encerrar o passeio',
    toMachines: 'Ir para as máquinas',
    waiting: {
      title: 'O modelo está aprendendo',
      body: 'O arquivo de exemplo foi enviado e a análise está em andamento. Quando terminar, o resultado aparece aqui, sem recarregar.',
    },
    answer: {
      title: 'A resposta em uma frase',
      body: 'A frase diz o que mais pesa no alvo. Cada barra é a parte de uma variável na influência; a seta e a cor dizem para que lado ela vai.',
    },
    insights: {
      title: 'As variáveis que mais pesam, em palavras',
      body: 'Um cartão para cada uma das primeiras. Direção não é bom nem ruim: depende do que se quer do alvo.',
    },
    quality: {
      title: 'Até onde confiar',
      body: 'O R² e o erro foram medidos em linhas que o modelo não viu. Se forem ruins, o ranking é só uma pista.',
    },
    table: {
      title: 'Todas as variáveis',
      body: 'Nada fica escondido: ordene a tabela e leve-a como CSV para a sua planilha.',
    },
    own: {
      title: 'Agora com os seus dados',
      body: 'Cadastre a sua máquina e envie um CSV com as medições dela. Este exemplo pode ser excluído quando quiser.',
    },
  },
} as const
