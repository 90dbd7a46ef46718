package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"sync"
	"time"
)

// certify fills the Secrets and ConfigMaps of certificates of a question: istiod takes no listener whose certificate it cannot read.
func certify(objects []map[string]any) error {
	for _, body := range objects {
		data, err := certificateData()
		if err != nil {
			return err
		}
		if body["kind"] == "Secret" && body["type"] == "kubernetes.io/tls" {
			body["data"] = map[string]any{}
			for name, text := range data {
				body["data"].(map[string]any)[name] = base64.StdEncoding.EncodeToString(text)
			}
		}
		if held, ok := body["data"].(map[string]any); ok && body["kind"] == "ConfigMap" && held["ca.crt"] != nil {
			body["data"] = map[string]any{"ca.crt": string(data["ca.crt"])}
		}
	}
	return nil
}

var certificateData = sync.OnceValues(func() (map[string][]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "example.com"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		IsCA:         true, BasicConstraintsValid: true,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"tls.crt": encoded("CERTIFICATE", certificate),
		"ca.crt":  encoded("CERTIFICATE", certificate),
		"tls.key": encoded("PRIVATE KEY", private),
	}, nil
})

func encoded(kind string, content []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content})
}
