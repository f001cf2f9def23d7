import styles from './rich.module.css'

/** Foreign names inside a translated sentence: values of tags for `t.rich`. */
export const bdi = (name: string) => () => (
  <bdi className={styles['name']} title={name}>
    {name}
  </bdi>
)

export const strongBdi = (name: string) => () => (
  <strong>
    <bdi className={styles['name']} title={name}>
      {name}
    </bdi>
  </strong>
)
